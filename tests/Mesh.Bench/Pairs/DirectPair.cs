using System.Net;
using Mesh.Bench.Addresses;
using Mesh.Bench.Measuring;

namespace Mesh.Bench.Pairs;

/// <summary>No proxy: what the machine and the application allow.</summary>
internal sealed class DirectPair(PairHosts hosts) : IProxyPair
{
    public string Name => "direct";

    public PairHosts Hosts => hosts;

    public IReadOnlyList<ProcessTree> Hops => [];

    public IPEndPoint Http => new(hosts.Server.IPv4, BenchPorts.App);

    public string HttpHost => "app.bench";

    public IPEndPoint Bulk => new(hosts.Server.IPv4, BenchPorts.Bulk);

    public IPEndPoint Echo => new(hosts.Server.IPv4, BenchPorts.Echo);

    public IPEndPoint? Grpc => new(hosts.Server.IPv4, BenchPorts.Grpc);

    public Task<(IPEndPoint Address, string Host)> NextFirstAsync() => Task.FromResult((Http, HttpHost));

    public Task StartAsync() => Task.CompletedTask;

    public Task RestartAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        hosts.Dispose();
        return ValueTask.CompletedTask;
    }
}
