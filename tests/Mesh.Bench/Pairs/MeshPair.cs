using System.Net;
using Mesh.Bench.Addresses;
using Mesh.Bench.Measuring;
using Mesh.TestKit;
using Mesh.TestKit.Network;
using Mesh.TestKit.Programs;

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
    private ChildProcess[] _proxies = [];
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
        Serve(await _programs.StartProxyAsync("client", hosts.Client), await _programs.StartProxyAsync("server", hosts.Server));
        Http = new IPEndPoint(await hosts.Client.ResolveAsync("app.bench"), 80);
        Bulk = new IPEndPoint(await hosts.Client.ResolveAsync("bulk.bench"), BenchPorts.Bulk);
        Echo = new IPEndPoint(await hosts.Client.ResolveAsync("echo.bench"), BenchPorts.Echo);
        Grpc = new IPEndPoint(await hosts.Client.ResolveAsync("calls.bench"), BenchPorts.Grpc);
        await ServesAsync(hosts.Client);
    }

    public async Task RestartAsync()
    {
        await Task.WhenAll(_proxies.Select(proxy => proxy.KillAsync()));
        Serve(await _programs.StartProxyAgainAsync("client", hosts.Client), await _programs.StartProxyAgainAsync("server", hosts.Server));
    }

    /// <summary>Ends the client's proxy and starts it again; returns the nanoseconds from exec to its ready file.</summary>
    public async Task<long> TimeStartAsync()
    {
        await _proxies[0].KillAsync();
        var (proxy, time) = await _programs.TimeStartAsync("client", hosts.Client);
        Serve(proxy, _proxies[1]);
        return time;
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

    private void Serve(params ChildProcess[] proxies)
    {
        _proxies = proxies;
        _hops.Clear();
        _hops.AddRange(proxies.Select(process => new ProcessTree(process.Id)));
    }
}
