using System.Diagnostics;
using Mesh.Bench.Load;
using Mesh.Bench.Measuring;
using Mesh.Bench.Pairs;
using Mesh.Bench.Scenarios;
using Mesh.TestKit.Network;

namespace Mesh.Bench;

/// <summary>Starts all pairs at once and runs every scenario on each of them in turn, round by round.</summary>
internal sealed class BenchRun(BenchOptions options, TextWriter progress) : IAsyncDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly NetworkFabric _fabric = NetworkFabric.Create();
    private readonly PairCertificates _certificates = new();
    private readonly List<IProxyPair> _pairs = [];
    private readonly Dictionary<string, double> _idleMib = [];
    private readonly List<Measurement> _measurements = [];

    /// <summary>Runs all of it; returns every run's result.</summary>
    public async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        var firstDestinations = options.Scenarios.Contains(ScenarioCatalog.FirstRequest) ? FirstRequestScenario.Destinations * options.Rounds : 0;
        foreach (var name in options.Pairs)
        {
            await progress.WriteLineAsync($"starting {name}");
            var pair = PairCatalog.Create(name, _fabric, _certificates, firstDestinations, options.CapturesPeers);
            _pairs.Add(pair);
            await pair.StartAsync();
        }

        foreach (var pair in _pairs)
        {
            _idleMib[pair.Name] = Mib(pair);
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            await RoundAsync(round);
        }

        await AfterCrowdAsync();
        return [.. from scenario in options.Scenarios
                   from pair in options.Pairs
                   from measurement in _measurements
                   where measurement.Pair == pair && measurement.Scenario == scenario
                   select measurement];
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

    private static double Mib(IProxyPair pair) => new HopUsage(pair.Hops).LargestMib();

    // Each round begins with another pair, so that none always runs first on a cooler or busier machine.
    private async Task RoundAsync(int round)
    {
        foreach (var scenario in options.Scenarios)
        {
            for (var turn = 0; turn < _pairs.Count; turn++)
            {
                var pair = _pairs[(turn + round) % _pairs.Count];
                if (ScenarioCatalog.Create(scenario).Fits(pair))
                {
                    var one = await MeasureAsync(pair, scenario, round);
                    _measurements.Add(one);
                    await progress.WriteLineAsync(
                        $"round {round + 1}/{options.Rounds} {scenario} {pair.Name}: {one.Rps:0.#}/s, p50 {one.P50Ms:0.00} ms, p99 {one.P99Ms:0.00} ms, "
                        + $"{one.CpuUsPerRequestHop:0.0} µs/hop, {one.RssLoadMb:0} MB, {one.Errors} errors");
                }
            }
        }
    }

    private async Task<Measurement> MeasureAsync(IProxyPair pair, string name, int round)
    {
        var scenario = ScenarioCatalog.Create(name);
        var usage = new HopUsage(pair.Hops);
        var load = await scenario.RunAsync(
            pair, () => new MeasuredWindow((long)(options.WarmUp * 1e9), (long)((options.Seconds ?? scenario.Seconds) * 1e9), usage.Begin, usage.End));
        return Measurement.Of(pair.Name, name, round, load, usage, _idleMib[pair.Name]);
    }

    private async Task AfterCrowdAsync()
    {
        if (!options.Scenarios.Contains(ScenarioCatalog.Crowd))
        {
            return;
        }

        await progress.WriteLineAsync("a minute of rest");
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Quiet;)
        {
            await Task.Delay(Quiet - clock.Elapsed);
        }

        foreach (var pair in _pairs)
        {
            var last = _measurements.FindLastIndex(one => one.Pair == pair.Name && one.Scenario == ScenarioCatalog.Crowd);
            _measurements[last] = _measurements[last] with { RssAfterMb = Mib(pair) };
        }
    }
}
