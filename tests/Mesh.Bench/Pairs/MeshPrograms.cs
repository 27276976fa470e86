using Mesh.TestKit;
using Mesh.TestKit.Network;
using Mesh.TestKit.Programs;

namespace Mesh.Bench.Pairs;

/// <summary>The mesh's published programs: certificate authority and control plane on a host of their own, proxies with iptables rules on others.</summary>
/// <param name="control">Host of the authority and the control plane.</param>
/// <param name="validity">Lifetime of certificates, such as 2m; null for the authority's longest.</param>
/// <param name="proxy">Path of the proxy; null for the published one.</param>
internal sealed class MeshPrograms(NetworkHost control, string? validity = null, string? proxy = null) : IDisposable
{
    private const string TrustDomain = "bench.local";
    private const int ProxyUid = 1337;

    private static readonly System.Net.IPAddress Nameserver = System.Net.IPAddress.Parse("10.77.255.53");

    private readonly TemporaryDirectory _directory = new();
    private readonly string _proxy = proxy ?? BuiltProgram.FindPublished("mesh-proxy");

    private string CertAuthority => $"{control.IPv4}:15013";

    private string ControlPlane => $"{control.IPv4}:15012";

    private string AdminSocket => _directory["ca/admin.sock"];

    private IEnumerable<string> Validity => validity is null ? [] : ["--certificate-validity", validity];

    /// <summary>Writes a file of the watched directory, in one step.</summary>
    public void Configure(string file, string yaml)
    {
        var path = Path.Combine(_directory.Subdirectory("config"), file);
        File.WriteAllText(path + ".tmp~", yaml);
        File.Move(path + ".tmp~", path, overwrite: true);
    }

    /// <summary>Starts the authority and the control plane; the configuration must be there.</summary>
    public async Task StartControlAsync()
    {
        await StartServiceAsync("mesh-ca", "--state-dir", _directory.PrivateSubdirectory("ca"), "--trust-domain", TrustDomain,
            "--listen", CertAuthority, "--metrics-listen", $"{control.IPv4}:0", "--admin-socket", AdminSocket);
        await StartServiceAsync("mesh-controlplane", ["--config-dir", _directory["config"], "--state-dir", _directory.PrivateSubdirectory("cp"),
            "--ca", CertAuthority, "--token-file", Token("mesh-system/mesh-controlplane", 0), "--listen", ControlPlane,
            "--metrics-listen", $"{control.IPv4}:0", "--operator-socket", _directory["cp/operator.sock"], .. Validity]);
    }

    /// <summary>Applies the rules on a workload's host and starts its proxy; returns when it serves.</summary>
    /// <param name="workload">Name of the WorkloadEntry and of its account, in namespace <c>bench</c>.</param>
    /// <param name="host">Where.</param>
    public async Task<ChildProcess> StartProxyAsync(string workload, NetworkHost host)
    {
        host.SetNameservers(Nameserver);
        host.Run(BuiltProgram.FindPublished("mesh-proxyinit"), "--capture-dns");
        _ = Token("bench/" + workload, ProxyUid);
        _directory.Subdirectory("proxy-" + workload, ProxyUid);
        return await StartProxyAgainAsync(workload, host);
    }

    /// <summary>Starts a proxy with what an earlier one left: token, bundle and resources.</summary>
    public async Task<ChildProcess> StartProxyAgainAsync(string workload, NetworkHost host)
    {
        var process = StartAgain(workload, host);
        await ReadyFile.WaitAsync(process, Ready(workload));
        return process;
    }

    /// <summary>The same, with the nanoseconds from exec to the ready file.</summary>
    public async Task<(ChildProcess Proxy, long Nanoseconds)> TimeStartAsync(string workload, NetworkHost host)
    {
        var process = StartAgain(workload, host);
        return (process, await Task.Run(() => StartTime.Measure(process.Id, _proxy, Ready(workload))));
    }

    public void Dispose() => _directory.Dispose();

    private string Ready(string workload) => _directory[$"proxy-{workload}/ready.json"];

    private ChildProcess StartAgain(string workload, NetworkHost host)
    {
        File.Delete(Ready(workload));
        return host.Start(new ProgramStart(_proxy,
        [
            "--workload", "bench/" + workload, "--address", host.IPv4.ToString(), "--ca", CertAuthority, "--control-plane", ControlPlane,
            "--token-file", TokenFile("bench/" + workload), "--state-dir", _directory["proxy-" + workload], "--capture", "iptables",
            "--ready-file", Ready(workload), .. Validity,
        ])
        { Uid = ProxyUid });
    }

    private Task<ReadyFile> StartServiceAsync(string program, params string[] arguments)
    {
        var ready = _directory[program + ".ready"];
        return ReadyFile.WaitAsync(control.Start(new ProgramStart(BuiltProgram.FindPublished(program), [.. arguments, "--ready-file", ready])), ready);
    }

    private string TokenFile(string identity) => _directory[identity.Replace('/', '-') + ".token"];

    private string Token(string identity, int uid)
    {
        var file = TokenFile(identity);
        Command.Run(BuiltProgram.FindPublished("meshctl"), "token", identity, "--trust-domain", TrustDomain, "--ca-socket", AdminSocket, "--reusable", "--file", file);
        TemporaryDirectory.Own(file, uid);
        return file;
    }
}
