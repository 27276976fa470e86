using System.Net;
using Mesh.Bench.Addresses;
using Mesh.Bench.Measuring;
using Mesh.TestKit.Network;
using Mesh.TestKit.Programs;

namespace Mesh.Bench.Pairs;

/// <summary>A pair whose outbound proxy the client addresses on loopback: nginx or HAProxy.</summary>
internal abstract class LocalProxyPair(PairHosts hosts) : IProxyPair
{
    private readonly List<ProcessTree> _hops = [];
    private int _first;

    public abstract string Name { get; }

    public PairHosts Hosts => hosts;

    public IReadOnlyList<ProcessTree> Hops => _hops;

    public IPEndPoint Http => Outbound(BenchPorts.OutboundHttp);

    public string HttpHost => "app.bench";

    public IPEndPoint Bulk => Outbound(BenchPorts.OutboundBulk);

    public IPEndPoint Echo => Outbound(BenchPorts.OutboundEcho);

    public virtual IPEndPoint? Grpc => null;

    public Task<(IPEndPoint Address, string Host)> NextFirstAsync() => Task.FromResult((Outbound(BenchPorts.OutboundFirst + _first++), HttpHost));

    public async Task StartAsync()
    {
        File.WriteAllText(hosts.Directory["outbound.conf"], OutboundConfiguration());
        File.WriteAllText(hosts.Directory["inbound.conf"], InboundConfiguration());
        await StartAsync(hosts.Client, "outbound", Http);
        await StartAsync(hosts.Server, "inbound", new IPEndPoint(hosts.Server.IPv4, BenchPorts.InboundHttp));
    }

    public ValueTask DisposeAsync()
    {
        hosts.Dispose();
        return ValueTask.CompletedTask;
    }

    protected abstract string OutboundConfiguration();

    protected abstract string InboundConfiguration();

    protected abstract ProgramStart Program(string configuration);

    protected static IPEndPoint Outbound(int port) => new(IPAddress.Loopback, port);

    private async Task StartAsync(NetworkHost host, string side, IPEndPoint address)
    {
        var process = host.Start(Program(hosts.Directory[side + ".conf"]));
        await PairHosts.WaitForAsync(process, host, address);
        _hops.Add(new ProcessTree(process.Id));
    }
}
