using Mesh.Bench.Load;
using Mesh.Bench.Measuring;
using Mesh.Bench.Pairs;
using Mesh.Bench.Scenarios;
using Mesh.TestKit.Network;

namespace Mesh.Bench;

/// <summary>Starts all pairs at once, runs every scenario on each of them in turn, round by round, and takes medians.</summary>
internal sealed class BenchRun(BenchOptions options, TextWriter progress) : IAsyncDisposable
{
    private readonly NetworkFabric _fabric = NetworkFabric.Create();
    private readonly PairCertificates _certificates = new();
    private readonly List<IProxyPair> _pairs = [];
    private readonly Dictionary<string, double> _idleMib = [];
    private readonly List<Measurement> _rounds = [];

    public async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        foreach (var name in options.Pairs)
        {
            await progress.WriteLineAsync($"starting {name}");
            var pair = PairCatalog.Create(name, _fabric, _certificates, FirstDestinations());
            _pairs.Add(pair);
            await pair.StartAsync();
        }

        foreach (var pair in _pairs)
        {
            _idleMib[pair.Name] = new HopUsage(pair.Hops).LargestMib();
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            await RoundAsync(round);
        }

        return [.. from scenario in options.Scenarios
                   from pair in options.Pairs
                   let rounds = _rounds.Where(run => run.Pair == pair && run.Scenario == scenario).ToArray()
                   where rounds.Length > 0
                   select Measurement.MedianOf(rounds)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pair in _pairs)
        {
            await pair.DisposeAsync();
        }

        await _fabric.DisposeAsync();
        _certificates.Dispose();
    }

    private int FirstDestinations() =>
        options.Scenarios.Contains(ScenarioCatalog.FirstRequest) ? FirstRequestScenario.Destinations * options.Rounds : 0;

    // Each round begins with another pair, so that none always runs first on a cooler or busier machine.
    private async Task RoundAsync(int round)
    {
        foreach (var scenario in options.Scenarios)
        {
            for (var turn = 0; turn < _pairs.Count; turn++)
            {
                var pair = _pairs[(turn + round) % _pairs.Count];
                if (!ScenarioCatalog.Create(scenario).Fits(pair))
                {
                    continue;
                }

                var measurement = await MeasureAsync(pair, scenario);
                _rounds.Add(measurement);
                await progress.WriteLineAsync(
                    $"round {round + 1}/{options.Rounds} {scenario} {pair.Name}: {measurement.Rps:0.#}/s, p50 {measurement.P50Ms:0.00} ms, p99 {measurement.P99Ms:0.00} ms, "
                    + $"{measurement.CpuUsPerRequestHop:0.0} µs/hop, {measurement.RssLoadMb:0} MB, {measurement.Errors} errors");
            }
        }
    }

    private async Task<Measurement> MeasureAsync(IProxyPair pair, string scenario)
    {
        var usage = new HopUsage(pair.Hops);
        var load = await ScenarioCatalog.Create(scenario).RunAsync(
            pair, () => new MeasuredWindow((long)(options.WarmUp * 1e9), (long)(options.Seconds * 1e9), usage.Begin, usage.End));
        return Measurement.Of(pair.Name, scenario, load, usage, _idleMib[pair.Name]);
    }
}
