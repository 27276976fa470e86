using Mesh.Bench.Load;
using Mesh.Bench.Pairs;

namespace Mesh.Bench.Scenarios;

/// <summary>GET of 1 KiB at 1000 a second while something else runs through the same proxies.</summary>
/// <param name="bulk">What runs until the given time; null for nothing.</param>
internal sealed class BesideScenario(Action<IProxyPair, MeasuredWindow>? bulk) : IScenario
{
    private const int Connections = 16;
    private const int Rate = 1000;

    // Enough for a 99th percentile.
    public double Seconds => 2.5;

    public static BesideScenario Nothing => new(null);

    public static BesideScenario Tcp => new((pair, window) => TcpBulkLoad.Run(pair.Bulk, new MeasuredWindow(0, window.End - Clock.Now, () => { }, () => { })));

    public static BesideScenario Http => new((pair, window) => HttpBulkLoad.Run(pair.Http, pair.HttpHost, window.End));

    public async Task<LoadResult> RunAsync(IProxyPair pair, Func<MeasuredWindow> window)
    {
        var measured = window();
        var beside = bulk is null ? Task.CompletedTask : pair.Hosts.Client.RunThreadAsync(() =>
        {
            bulk(pair, measured);
            return true;
        });
        var result = await pair.Hosts.Client.RunThreadAsync(() => HttpLoad.Run(pair.Http, pair.HttpHost, Connections, Rate, measured));
        await beside;
        return result;
    }
}
