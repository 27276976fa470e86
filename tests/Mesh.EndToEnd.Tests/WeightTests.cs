using System.Globalization;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;

namespace Mesh.EndToEnd.Tests;

/// <summary>Weights that change while requests are on their way: at 2000 a second with the published programs, else at what a debug build can do.</summary>
public sealed class WeightTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Changes = 10;
    private static readonly string[] Callers = ["web-1", "web-2", "web-3"];

    // What is asked for is a second; the test only tells a mesh that answers from one that does not.
    private static readonly TimeSpan LatestAcknowledgement = TimeSpan.FromSeconds(5);

    private SplitMesh _split = null!;

    private TestMesh Mesh => _split.Mesh;

    public async ValueTask InitializeAsync()
    {
        if (Requires.Root)
            _split = await SplitMesh.StartAsync(TestMesh.Create(preferPublished: true), Callers);
    }

    public async ValueTask DisposeAsync()
    {
        if (_split is not null)
            await _split.DisposeAsync();
    }

    [RootFact]
    public async Task Ten_weight_changes_reach_every_proxy_and_fail_no_request()
    {
        foreach (var caller in Callers)
            await Mesh[caller].MeetAsync(SplitMesh.Url);
        var rate = Mesh.IsPublished ? 2000 : 300;
        using var operators = new OperatorClient(Mesh.OperatorSocket);
        var load = await LoadGenerator.StartAsync(Mesh, Mesh["web-1"], SplitMesh.Url, rate);
        var slowest = TimeSpan.Zero;
        for (var change = 0; change < Changes; change++)
        {
            var (app, yaml) = change % 2 == 0 ? (_split.Two, Yaml.Split("one", 0, "two", 100)) : (_split.One, Yaml.Split("one", 100, "two", 0));
            var (before, changedAt) = (app.Requests, DateTimeOffset.UtcNow);
            Mesh.Configure("route.yaml", yaml);
            var latency = await AcknowledgedByAllAsync(operators, changedAt) - changedAt;
            slowest = latency > slowest ? latency : slowest;
            await Eventually.TrueAsync(() => app.Requests > before + (rate / 2), "traffic follows the weights");
        }
        var result = await load.StopAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Changes} changes at {rate}/s: ok {result.Ok}, failed {result.Failures.Count}; slowest acknowledgement {slowest.TotalMilliseconds:0} ms"));
        result.AssertNothingFailed();
        Assert.InRange(slowest, TimeSpan.Zero, LatestAcknowledgement);
    }

    private static async Task<DateTimeOffset> AcknowledgedByAllAsync(OperatorClient operators, DateTimeOffset changedAt)
    {
        var latest = changedAt;
        await Eventually.TrueAsync(async () =>
        {
            var proxies = await operators.ProxiesAsync();
            var times = Callers.Select(caller => OperatorClient.RoutesAcknowledged(proxies[$"t/{caller}"])).ToArray();
            latest = times.Max() ?? changedAt;
            return times.All(time => time > changedAt);
        }, "every proxy that calls the service acknowledges its route");
        return latest;
    }
}
