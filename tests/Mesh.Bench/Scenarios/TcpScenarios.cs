using Mesh.Bench.Load;
using Mesh.Bench.Pairs;

namespace Mesh.Bench.Scenarios;

/// <summary>One connection, as many bytes as it takes.</summary>
internal sealed class TcpBulkScenario : IScenario
{
    public Task<LoadResult> RunAsync(IProxyPair pair, Func<MeasuredWindow> window) =>
        pair.Hosts.Client.RunThreadAsync(() => TcpBulkLoad.Run(pair.Bulk, window()));
}

/// <summary>As many short connections as it takes, eight at a time.</summary>
internal sealed class TcpConnectScenario : IScenario
{
    private const int Threads = 8;

    public async Task<LoadResult> RunAsync(IProxyPair pair, Func<MeasuredWindow> window)
    {
        var shared = window();
        var results = await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread =>
            pair.Hosts.Client.RunThreadAsync(() => TcpConnectLoad.Run(pair.Echo, shared, leads: thread == 0))));
        foreach (var other in results.Skip(1))
        {
            results[0].Add(other);
        }

        return results[0];
    }
}
