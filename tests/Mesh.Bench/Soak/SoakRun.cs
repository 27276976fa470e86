using System.Diagnostics;
using System.Globalization;

namespace Mesh.Bench.Soak;

/// <summary>Runs a soak: load, changes of the configuration, and a look at the proxies every ten seconds.</summary>
internal sealed class SoakRun(SoakOptions options, TextWriter progress) : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    private readonly SoakMesh _mesh = new();
    private readonly SoakCounts _counts = new();
    private readonly List<SoakSample> _samples = [];

    /// <summary>Runs it; true when no request failed, memory stayed flat and certificates were renewed.</summary>
    public async Task<bool> RunAsync()
    {
        Directory.CreateDirectory(options.Output);
        var target = await _mesh.StartAsync();
        await progress.WriteLineAsync($"soak: {options.Duration.TotalSeconds:0} s at {options.Rate:0}/s to {target}; results in {options.Output}");
        var load = _mesh.Client.RunThreadAsync(() => SoakLoad.Run(target, "app.bench", options, _counts));
        using (var over = new CancellationTokenSource())
        {
            var changes = ChangeAsync(over.Token);
            var broken = await WatchAsync(load);
            await over.CancelAsync();
            await changes;
            return await ReportAsync(broken);
        }
    }

    public ValueTask DisposeAsync() => _mesh.DisposeAsync();

    private async Task ChangeAsync(CancellationToken over)
    {
        using var timer = new PeriodicTimer(options.Change);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                _mesh.Change();
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }

    // Returns what ended the load before its time.
    private async Task<string?> WatchAsync(Task load)
    {
        var clock = Stopwatch.StartNew();
        await using var file = new StreamWriter(Path.Combine(options.Output, "resident.csv")) { AutoFlush = true };
        await file.WriteLineAsync(SoakSample.Header(_mesh.Proxies.Select(proxy => proxy.Host.Name)));
        for (var next = TimeSpan.Zero; ; next += Look)
        {
            if (next > clock.Elapsed)
            {
                await Task.WhenAny(load, Task.Delay(next - clock.Elapsed));
            }

            var sample = await SampleAsync(clock.Elapsed);
            _samples.Add(sample);
            await file.WriteLineAsync(sample.Line());
            await progress.WriteLineAsync($"soak: {sample.Line()}");
            await File.WriteAllLinesAsync(Path.Combine(options.Output, "failures.csv"), _counts.Failures.Select(failure => failure.Line()));
            if (load.IsCompleted)
            {
                return load.Exception?.InnerException?.Message;
            }
        }
    }

    private async Task<SoakSample> SampleAsync(TimeSpan elapsed)
    {
        var serials = await Task.WhenAll(_mesh.Proxies.Select(proxy => _mesh.SerialAsync(proxy.Host)));
        return new SoakSample(
            elapsed.TotalSeconds, [.. _mesh.Proxies.Select(proxy => proxy.Process.ResidentMib())], _counts.Requests, _counts.Failures.Count, _counts.TakeInterval(),
            _mesh.Changes.Count, serials);
    }

    private async Task<bool> ReportAsync(string? broken)
    {
        var proxies = SoakVerdict.Of([.. _mesh.Proxies.Select(proxy => proxy.Host.Name)], _samples);
        var note = broken is null ? await ProxyNoteAsync() : $"The load ended before its time: {broken}";
        var summary = SoakSummary.Render(options, _counts, _samples, proxies, note);
        await File.WriteAllTextAsync(Path.Combine(options.Output, "summary.md"), summary);
        await progress.WriteLineAsync(summary);
        return broken is null && _counts.Failures.Count == 0 && proxies.All(proxy => proxy.IsFlat && proxy.IsRenewed);
    }

    private async Task<string> ProxyNoteAsync()
    {
        var snapshots = await _mesh.MetricAsync(_mesh.Client, "mesh_configuration_snapshots");
        var handshakes = await _mesh.MetricAsync(_mesh.Client, "mesh_tls_handshakes_total");
        var retries = await _mesh.MetricAsync(_mesh.Client, "mesh_http_retries_total");
        return string.Create(CultureInfo.InvariantCulture, $"The caller's proxy took {snapshots:0} configurations, made {handshakes:0} handshakes and {retries:0} retries.");
    }
}
