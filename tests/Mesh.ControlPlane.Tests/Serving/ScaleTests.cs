using System.Diagnostics;
using System.Globalization;
using Mesh.ControlPlane.Tests.Sources.Files;

namespace Mesh.ControlPlane.Tests.Serving;

public sealed class ScaleTests
{
    private const int Proxies = 200;
    private const int Changes = 10;

    [Fact]
    public async Task AnEndpointChangeReachesAllProxies()
    {
        await using var server = await TestControlPlane.StartAsync();
        var workloads = string.Join("---\n", Enumerable.Range(0, Proxies).Select(index => Manifests.Workload($"web-{index}", $"10.1.0.{index}", "web")));
        server.Configure(workloads, Manifests.Services("catalog"));
        var proxies = Enumerable.Range(0, Proxies).Select(index => server.Connect($"web-{index}")).ToArray();
        try
        {
            await Parallel.ForEachAsync(proxies, async (proxy, _) =>
            {
                await proxy.SubscribeAsync("endpoints", "catalog.shop:80");
                await proxy.TakeAsync();
            });
            var latencies = new List<double>();
            for (var change = 1; change <= Changes; change++)
            {
                var start = Stopwatch.GetTimestamp();
                server.Configure(workloads, Manifests.Services("catalog"), Manifests.Workload("catalog-1", $"10.2.0.{change}"));
                latencies.AddRange(await Task.WhenAll(proxies.Select(proxy => TakeAsync(proxy, start))));
            }

            Report(latencies);
        }
        finally
        {
            foreach (var proxy in proxies)
                proxy.Dispose();
        }
    }

    private static async Task<double> TakeAsync(TestProxy proxy, long start)
    {
        await proxy.TakeAsync();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Report(List<double> latencies)
    {
        latencies.Sort();
        TestContext.Current.SendDiagnosticMessage(string.Create(
            CultureInfo.InvariantCulture,
            $"{Proxies} proxies, {Changes} endpoint changes, compilation to acknowledgement: p50 {latencies[latencies.Count / 2]:0.0} ms, p99 {latencies[latencies.Count * 99 / 100]:0.0} ms, max {latencies[^1]:0.0} ms"));
    }
}
