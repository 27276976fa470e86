using System.Net;
using Mesh.Bench.Addresses;
using Mesh.Bench.Measuring;
using Mesh.TestKit;
using Mesh.TestKit.Network;

namespace Mesh.Bench.Pairs;

/// <summary>The mesh: certificate authority and control plane on a host of their own, and a proxy with iptables on each side.</summary>
/// <param name="name">Its name in the results.</param>
/// <param name="hosts">Its two hosts.</param>
/// <param name="control">The third host.</param>
/// <param name="firstDestinations">How many never-used destinations there have to be.</param>
/// <param name="proxy">Path of another proxy than the published one: two builds are compared by measuring a pair of each.</param>
internal sealed class MeshPair(string name, PairHosts hosts, NetworkHost control, int firstDestinations, string? proxy = null) : IProxyPair
{
    private readonly List<ProcessTree> _hops = [];
    private readonly MeshPrograms _programs = new(control, proxy: proxy);
    private int _first;

    public string Name => name;

    public PairHosts Hosts => hosts;

    public IReadOnlyList<ProcessTree> Hops => _hops;

    public IPEndPoint Http { get; private set; } = new(IPAddress.None, 0);

    public string HttpHost => "app.bench";

    public IPEndPoint Bulk { get; private set; } = new(IPAddress.None, 0);

    public IPEndPoint Echo { get; private set; } = new(IPAddress.None, 0);

    public IPEndPoint? Grpc { get; private set; }

    public async Task<(IPEndPoint Address, string Host)> NextFirstAsync()
    {
        var service = MeshConfiguration.FirstService(_first++);
        return (new IPEndPoint(await hosts.Client.ResolveAsync(service), 80), service);
    }

    public async Task StartAsync()
    {
        _programs.Configure("mesh.yaml", MeshConfiguration.Render(hosts.Client.IPv4, hosts.Server.IPv4, firstDestinations));
        await _programs.StartControlAsync();
        _hops.Add(new ProcessTree((await _programs.StartProxyAsync("client", hosts.Client)).Id));
        _hops.Add(new ProcessTree((await _programs.StartProxyAsync("server", hosts.Server)).Id));
        Http = new IPEndPoint(await hosts.Client.ResolveAsync("app.bench"), 80);
        Bulk = new IPEndPoint(await hosts.Client.ResolveAsync("bulk.bench"), BenchPorts.Bulk);
        Echo = new IPEndPoint(await hosts.Client.ResolveAsync("echo.bench"), BenchPorts.Echo);
        Grpc = new IPEndPoint(await hosts.Client.ResolveAsync("calls.bench"), BenchPorts.Grpc);
        await ServesAsync(hosts.Client);
    }

    public ValueTask DisposeAsync()
    {
        hosts.Dispose();
        _programs.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Waits until a host reaches the service <c>app.bench</c>.</summary>
    public static async Task ServesAsync(NetworkHost client)
    {
        using var http = client.CreateHttpClient();
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
