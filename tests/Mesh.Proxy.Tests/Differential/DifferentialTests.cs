using System.Collections.Concurrent;
using System.Net;
using Mesh.Proxy.Tests.Http1;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.Traffic.Outbound;

namespace Mesh.Proxy.Tests.Differential;

/// <summary>
/// Generated requests, valid and spoiled, through our pair of proxies and through YARP, to an application that writes down what it sees: the
/// same verdict and the same message, but for what README.md explains.
/// </summary>
[Collection(nameof(Alone))]
public sealed class DifferentialTests
{
    private const int Seed = 20260101;
    private const int Cases = 4000;
    private const int AtATime = 16;

    [Fact]
    public async Task Our_pair_and_yarp_read_the_same()
    {
        await using var pair = await ProxyPair.StartAsync();
        var (oursSees, yarpSees) = (new Recorder(), new Recorder());
        await using var ours = new RawApp(pair.Callee.Address, oursSees.ServeAsync);
        await using var theirs = new RawApp(pair.Callee.Address, yarpSees.ServeAsync);
        pair.ReadAs = (http, _) => OutboundDestination.ForHttp("240.240.0.3:80", http);
        pair.Route(ours.Address);
        await using var yarp = await YarpProxy.StartAsync(theirs.Address);
        var generator = new RequestGenerator(Seed);
        var cases = Enumerable.Range(0, Cases).Select(i => new DifferentialCase(i, generator.Next(i))).ToArray();
        var verdicts = new ConcurrentDictionary<int, (string Ours, string Yarp)>();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (c, _) =>
            verdicts[c.Number] = (await VerdictAsync(c, pair.Local), await VerdictAsync(c, yarp.Address)));

        var known = KnownDifferences.Read();
        var unexplained = new SortedDictionary<string, (int Count, string Example)>(StringComparer.Ordinal);
        foreach (var c in cases)
        {
            foreach (var difference in Differences(verdicts[c.Number], oursSees.SeenOf(c.Number), yarpSees.SeenOf(c.Number)).Where(d => !known.Explain(c.Tags, d)))
            {
                var key = $"{string.Join(' ', c.Tags)}: {difference}";
                unexplained[key] = (unexplained.GetValueOrDefault(key).Count + 1, c.Text.Length > 300 ? c.Text[..300] : c.Text);
            }
        }
        Assert.Empty(ours.Faults);
        Assert.True(unexplained.Count == 0, string.Join('\n', unexplained.Select(u => $"{u.Value.Count} × {u.Key}   {u.Value.Example.ReplaceLineEndings("⏎")}")));
        Assert.Empty(known.Unmet);
    }

    // Who waits for more bytes is asked again with more patience: this machine may be slow, and no verdict depends on that.
    private static async Task<string> VerdictAsync(DifferentialCase request, IPEndPoint proxy)
    {
        var verdict = await request.RunAsync(proxy, TimeSpan.FromSeconds(2));
        return verdict.EndsWith('W') ? await request.RunAsync(proxy, TimeSpan.FromSeconds(15)) : verdict;
    }

    private static IEnumerable<string> Differences(
        (string Ours, string Yarp) verdict, IReadOnlyList<IReadOnlyDictionary<string, string>> ours, IReadOnlyList<IReadOnlyDictionary<string, string>> yarp)
    {
        if (verdict.Ours != verdict.Yarp)
            return [Name(verdict.Ours, verdict.Yarp)];
        if (ours.Count != yarp.Count)
            return [$"saw {ours.Count}/{yarp.Count}"];
        return ours.Zip(yarp).SelectMany(pair => pair.First.Keys.Union(pair.Second.Keys)
            .Where(key => pair.First.GetValueOrDefault(key) != pair.Second.GetValueOrDefault(key))).Distinct();
    }

    private static string Name(string ours, string yarp) => (ours, yarp) switch
    {
        ("R", ['A', ..]) => "only we refuse",
        (['A', ..], "R") => "only YARP refuses",
        _ => $"{ours}/{yarp}",
    };
}
