using System.Net;
using Mesh.Bench.Addresses;
using Mesh.Bench.Measuring;
using Mesh.TestKit;
using Mesh.TestKit.Network;
using Mesh.TestKit.Programs;

namespace Mesh.Bench.Pairs;

/// <summary>The mesh: certificate authority and control plane on a host of their own, and a proxy with iptables on each side.</summary>
internal sealed class MeshPair(PairHosts hosts, NetworkHost control, int firstDestinations) : IProxyPair
{
    private const string TrustDomain = "bench.local";
    private const int ProxyUid = 1337;
    private const int CertAuthorityPort = 15013;
    private const int ControlPlanePort = 15012;

    private static readonly IPAddress Nameserver = IPAddress.Parse("10.77.255.53");

    private readonly List<ProcessTree> _hops = [];
    private readonly TemporaryDirectory _directory = new();
    private int _first;

    public string Name => "mesh";

    public PairHosts Hosts => hosts;

    public IReadOnlyList<ProcessTree> Hops => _hops;

    public IPEndPoint Http { get; private set; } = new(IPAddress.None, 0);

    public string HttpHost => "app.bench";

    public IPEndPoint Bulk { get; private set; } = new(IPAddress.None, 0);

    public IPEndPoint Echo { get; private set; } = new(IPAddress.None, 0);

    public async Task<(IPEndPoint Address, string Host)> NextFirstAsync()
    {
        var name = MeshConfiguration.FirstService(_first++);
        return (new IPEndPoint(await hosts.Client.ResolveAsync(name), 80), name);
    }

    public async Task StartAsync()
    {
        File.WriteAllText(Path.Combine(_directory.Subdirectory("config"), "mesh.yaml"), MeshConfiguration.Render(hosts.Client.IPv4, hosts.Server.IPv4, firstDestinations));
        await StartServiceAsync("mesh-ca", "--state-dir", _directory.PrivateSubdirectory("ca"), "--trust-domain", TrustDomain,
            "--listen", $"{control.IPv4}:{CertAuthorityPort}", "--metrics-listen", $"{control.IPv4}:0", "--admin-socket", AdminSocket);
        await StartServiceAsync("mesh-controlplane", "--config-dir", _directory["config"], "--state-dir", _directory.PrivateSubdirectory("cp"),
            "--ca", $"{control.IPv4}:{CertAuthorityPort}", "--token-file", Token("mesh-system/mesh-controlplane", 0),
            "--listen", $"{control.IPv4}:{ControlPlanePort}", "--metrics-listen", $"{control.IPv4}:0", "--operator-socket", _directory["cp/operator.sock"]);
        await StartProxyAsync("client", hosts.Client);
        await StartProxyAsync("server", hosts.Server);
        Http = new IPEndPoint(await hosts.Client.ResolveAsync("app.bench"), 80);
        Bulk = new IPEndPoint(await hosts.Client.ResolveAsync("bulk.bench"), BenchPorts.Bulk);
        Echo = new IPEndPoint(await hosts.Client.ResolveAsync("echo.bench"), BenchPorts.Echo);
        await ServesAsync();
    }

    public ValueTask DisposeAsync()
    {
        hosts.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    private string AdminSocket => _directory["ca/admin.sock"];

    private Task<ReadyFile> StartServiceAsync(string program, params string[] arguments)
    {
        var ready = _directory[program + ".ready"];
        return ReadyFile.WaitAsync(control.Start(new ProgramStart(BuiltProgram.FindPublished(program), [.. arguments, "--ready-file", ready])), ready);
    }

    private async Task StartProxyAsync(string side, NetworkHost host)
    {
        host.SetNameservers(Nameserver);
        host.Run(BuiltProgram.FindPublished("mesh-proxyinit"), "--capture-dns");
        var state = _directory.Subdirectory("proxy-" + side, ProxyUid);
        var ready = Path.Combine(state, "ready.json");
        var proxy = host.Start(new ProgramStart(
            BuiltProgram.FindPublished("mesh-proxy"), "--workload", "bench/" + side, "--address", host.IPv4.ToString(), "--ca", $"{control.IPv4}:{CertAuthorityPort}",
            "--control-plane", $"{control.IPv4}:{ControlPlanePort}", "--token-file", Token("bench/" + side, ProxyUid), "--state-dir", state,
            "--capture", "iptables", "--ready-file", ready)
        { Uid = ProxyUid });
        await ReadyFile.WaitAsync(proxy, ready);
        _hops.Add(new ProcessTree(proxy.Id));
    }

    private string Token(string identity, int uid)
    {
        var file = _directory[identity.Replace('/', '-') + ".token"];
        Command.Run(BuiltProgram.FindPublished("meshctl"), "token", identity, "--trust-domain", TrustDomain, "--ca-socket", AdminSocket, "--reusable", "--file", file);
        TemporaryDirectory.Own(file, uid);
        return file;
    }

    private async Task ServesAsync()
    {
        using var http = hosts.Client.CreateHttpClient();
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    return (await http.GetStringAsync(new Uri("http://app.bench/1k"))).Length == 1024;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "the mesh serves http://app.bench/1k");
    }
}
