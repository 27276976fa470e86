using Mesh.Bench.Load;
using Mesh.Bench.Pairs;

namespace Mesh.Bench.Scenarios;

/// <summary>GET of 1 KiB over keep-alive connections: closed loop, or at a fixed rate.</summary>
internal sealed class HttpScenario(int connections, double? rate, double seconds) : IScenario
{
    public double Seconds => seconds;

    public Task<LoadResult> RunAsync(IProxyPair pair, Func<MeasuredWindow> window) =>
        pair.Hosts.Client.RunThreadAsync(() => HttpLoad.Run(pair.Http, pair.HttpHost, connections, rate, window()));
}
