using System.Collections.Immutable;
using Mesh.Api.Resources;
using Mesh.ControlPlane.Discovery.Proxies;
using Mesh.Protos.Telemetry.V1;

namespace Mesh.ControlPlane.Observability.Top;

/// <summary>
/// Asks all proxies while somebody watches. A report resets its proxy's counters, so there is one sampler for all who watch: it asks
/// as often as the most impatient wants, and adds up for the others.
/// </summary>
internal sealed class TopSampler(TelemetryRegistry telemetry, ProxyRegistry proxies, TimeProvider time)
{
    /// <summary>How long a proxy may take to answer.</summary>
    public static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private readonly AnswerCollector _answers = new();
    private ImmutableList<TopWatch> _watches = [];
    private bool _isSampling;

    /// <summary>Whether proxies are asked: while somebody watches, and until that is noticed.</summary>
    public bool IsSampling
    {
        get
        {
            lock (_gate)
                return _isSampling;
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Starts to watch; to be ended with <see cref="Remove"/>.</summary>
    public TopWatch Watch(TimeSpan interval, uint topK)
    {
        var watch = new TopWatch(interval, topK);
        lock (_gate)
        {
            _watches = _watches.Add(watch);
            if (!_isSampling)
                _ = Task.Run(SampleAsync);
            _isSampling = true;
        }

        return watch;
    }

    /// <summary>Stops to watch.</summary>
    public void Remove(TopWatch watch)
    {
        lock (_gate)
            _watches = _watches.Remove(watch);
    }

    /// <summary>Ends all watches.</summary>
    public void EndAll()
    {
        lock (_gate)
        {
            foreach (var watch in _watches)
                watch.End();
        }
    }

    /// <summary>Takes a proxy's report.</summary>
    public void Answer(NamespacedName workload, Report report) => _answers.Answer(workload, report);

    /// <summary>A proxy's telemetry stream ended.</summary>
    public void Forget(NamespacedName workload) => _answers.Forget(workload);

    private async Task SampleAsync()
    {
        while (TakeWatches() is { } watches)
        {
            var next = Now + watches.Min(watch => watch.Interval);
            await AskAsync(watches).ConfigureAwait(false);
            var wait = next - Now;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time).ConfigureAwait(false);
        }
    }

    private ImmutableList<TopWatch>? TakeWatches()
    {
        lock (_gate)
        {
            _isSampling = !_watches.IsEmpty;
            return _isSampling ? _watches : null;
        }
    }

    private async Task AskAsync(ImmutableList<TopWatch> watches)
    {
        var asked = telemetry.Connections;
        var question = _answers.Begin(asked.Select(connection => connection.Workload), out var complete);
        var query = new TelemetryQuery { Id = question, TopK = watches.Max(watch => watch.TopK) };
        foreach (var connection in asked)
            connection.Ask(query);
        await Task.WhenAny(complete, Task.Delay(AnswerDeadline, time)).ConfigureAwait(false);
        var (table, missing) = _answers.Finish();
        // A proxy that takes configuration but has no telemetry stream is missing as well.
        var silent = proxies.Streams.Select(stream => stream.Proxy.Workload).Except(asked.Select(connection => connection.Workload)).ToArray();
        foreach (var watch in watches)
            watch.Add(table, [.. missing, .. silent], asked.Count + silent.Length, Now, time.GetUtcNow());
    }
}
