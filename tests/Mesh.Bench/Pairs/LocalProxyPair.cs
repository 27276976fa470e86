using System.Net;
using Mesh.Bench.Addresses;
using Mesh.Bench.Measuring;
using Mesh.TestKit.Network;
using Mesh.TestKit.Programs;

namespace Mesh.Bench.Pairs;

/// <summary>A pair of nginx or HAProxy. The client addresses the applications and is redirected to the outbound proxy, as in a mesh; or, not captured, the proxy's ports on loopback.</summary>
internal abstract class LocalProxyPair(PairHosts hosts, int firstDestinations, bool isCaptured) : IProxyPair
{
    private readonly List<ProcessTree> _hops = [];
    private ChildProcess[] _processes = [];
    private int _first;

    public abstract string Name { get; }

    public PairHosts Hosts => hosts;

    public IReadOnlyList<ProcessTree> Hops => _hops;

    public IPEndPoint Http => Outbound(BenchPorts.App, BenchPorts.OutboundHttp);

    public string HttpHost => "app.bench";

    public IPEndPoint Bulk => Outbound(BenchPorts.Bulk, BenchPorts.OutboundBulk);

    public IPEndPoint Echo => Outbound(BenchPorts.Echo, BenchPorts.OutboundEcho);

    public virtual IPEndPoint? Grpc => null;

    public Task<(IPEndPoint Address, string Host)> NextFirstAsync()
    {
        var port = BenchPorts.OutboundFirst + _first++;
        return Task.FromResult((Outbound(port, port), HttpHost));
    }

    public async Task StartAsync()
    {
        File.WriteAllText(hosts.Directory["outbound.conf"], OutboundConfiguration());
        File.WriteAllText(hosts.Directory["inbound.conf"], InboundConfiguration());
        if (isCaptured)
        {
            PeerCapture.Apply(hosts, firstDestinations);
        }

        await StartProxiesAsync();
    }

    public async Task RestartAsync()
    {
        await Task.WhenAll(_processes.Select(process => process.StopAsync()));
        await StartProxiesAsync();
    }

    public ValueTask DisposeAsync()
    {
        hosts.Dispose();
        return ValueTask.CompletedTask;
    }

    protected abstract string OutboundConfiguration();

    protected abstract string InboundConfiguration();

    protected abstract ProgramStart Program(string configuration);

    /// <summary>Where the client finds an application.</summary>
    /// <param name="application">Its port.</param>
    /// <param name="proxy">The port of the outbound proxy that leads to it.</param>
    protected IPEndPoint Outbound(int application, int proxy) => isCaptured ? new(hosts.Server.IPv4, application) : new(IPAddress.Loopback, proxy);

    private async Task StartProxiesAsync()
    {
        _processes = [await StartAsync(hosts.Client, "outbound", Http), await StartAsync(hosts.Server, "inbound", new IPEndPoint(hosts.Server.IPv4, BenchPorts.InboundHttp))];
        _hops.Clear();
        _hops.AddRange(_processes.Select(process => new ProcessTree(process.Id)));
    }

    private async Task<ChildProcess> StartAsync(NetworkHost host, string side, IPEndPoint address)
    {
        var process = host.Start(Program(hosts.Directory[side + ".conf"]));
        await PairHosts.WaitForAsync(process, host, address);
        return process;
    }
}
