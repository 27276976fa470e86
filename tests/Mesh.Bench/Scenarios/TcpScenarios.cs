using Mesh.Bench.Load;
using Mesh.Bench.Pairs;

namespace Mesh.Bench.Scenarios;

/// <summary>One connection, as many bytes as it takes.</summary>
internal sealed class TcpBulkScenario : IScenario
{
    public double Seconds => 3;

    public Task<LoadResult> RunAsync(IProxyPair pair, Func<MeasuredWindow> window) =>
        pair.Hosts.Client.RunThreadAsync(() => TcpBulkLoad.Run(pair.Bulk, window()));
}

/// <summary>As many short connections as it takes, eight at a time.</summary>
internal sealed class TcpConnectScenario : IScenario
{
    private const int Threads = 8;

    public double Seconds => 2.5;

    public async Task<LoadResult> RunAsync(IProxyPair pair, Func<MeasuredWindow> window)
    {
        var shared = window();
        return LoadResult.Sum(await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread =>
            pair.Hosts.Client.RunThreadAsync(() => TcpConnectLoad.Run(pair.Echo, shared, leads: thread == 0)))));
    }
}

/// <summary>
/// The first hundred connections after both proxies were started again, eight at a time: there is no tunnel, no pooled connection and no TLS
/// session yet. The slowest are the first.
/// </summary>
internal sealed class TcpConnectColdScenario : IScenario
{
    private const int Threads = 8;
    private const int Connections = 100;

    public bool Fits(IProxyPair pair) => pair.Hops.Count > 0;

    public async Task<LoadResult> RunAsync(IProxyPair pair, Func<MeasuredWindow> window)
    {
        await pair.RestartAsync();
        var measured = window();
        measured.Notice(measured.Begin);
        var left = Connections;
        var begin = Clock.Now;
        var result = LoadResult.Sum(await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ =>
            pair.Hosts.Client.RunThreadAsync(() => TcpConnectLoad.Run(pair.Echo, () => Interlocked.Decrement(ref left) >= 0)))));
        result.Seconds = (Clock.Now - begin) / 1e9;
        measured.Notice(measured.End);
        return result;
    }
}
