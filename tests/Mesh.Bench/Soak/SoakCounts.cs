using System.Globalization;
using HdrHistogram;

namespace Mesh.Bench.Soak;

/// <summary>A failed request.</summary>
/// <param name="At">When it failed.</param>
/// <param name="Method">GET or POST.</param>
/// <param name="Milliseconds">Since it was due.</param>
/// <param name="Reason">What happened.</param>
internal sealed record SoakFailure(DateTimeOffset At, string Method, double Milliseconds, string Reason)
{
    /// <summary>Its line in the CSV.</summary>
    public string Line() => string.Create(CultureInfo.InvariantCulture, $"{At:O},{Method},{Milliseconds:0.0},{Reason}");
}

/// <summary>What the generator saw since the last look, in milliseconds.</summary>
internal sealed record SoakInterval(double P50, double P99, double Max);

/// <summary>What the generator saw; the generator writes, and the observer reads from another thread.</summary>
internal sealed class SoakCounts
{
    private const long Longest = 600_000_000_000;

    private readonly Lock _gate = new();
    private readonly LongHistogram _all = new(1, Longest, 3);
    private readonly LongHistogram _interval = new(1, Longest, 3);
    private readonly List<SoakFailure> _failures = [];
    private long _requests;
    private long _connections;

    /// <summary>Requests answered, well or not, and those that never were.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Connections opened.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>The failures so far, oldest first.</summary>
    public IReadOnlyList<SoakFailure> Failures
    {
        get
        {
            lock (_gate)
            {
                return [.. _failures];
            }
        }
    }

    public void Opened(int count) => Interlocked.Add(ref _connections, count);

    public void Answered(long nanoseconds)
    {
        Interlocked.Increment(ref _requests);
        lock (_gate)
        {
            _all.RecordValue(Math.Clamp(nanoseconds, 1, Longest));
            _interval.RecordValue(Math.Clamp(nanoseconds, 1, Longest));
        }
    }

    public void Failed(SoakFailure failure)
    {
        Interlocked.Increment(ref _requests);
        lock (_gate)
        {
            _failures.Add(failure);
        }
    }

    /// <summary>Latencies since the last call.</summary>
    public SoakInterval TakeInterval()
    {
        lock (_gate)
        {
            var interval = Of(_interval);
            _interval.Reset();
            return interval;
        }
    }

    /// <summary>Latencies of the whole time.</summary>
    public SoakInterval Whole()
    {
        lock (_gate)
        {
            return Of(_all);
        }
    }

    private static SoakInterval Of(LongHistogram histogram) => histogram.TotalCount == 0
        ? new SoakInterval(0, 0, 0)
        : new SoakInterval(histogram.GetValueAtPercentile(50) / 1e6, histogram.GetValueAtPercentile(99) / 1e6, histogram.GetMaxValue() / 1e6);
}
