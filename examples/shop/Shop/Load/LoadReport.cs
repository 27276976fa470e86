using System.Globalization;

namespace Shop.Load;

/// <summary>Counts outcomes and prints a line per second; failures go one by one to their own log.</summary>
internal sealed class LoadReport(TextWriter output, TextWriter failures)
{
    private const int MaxReasons = 20;

    private readonly Lock _gate = new();
    private readonly List<double> _second = [];
    private readonly HashSet<string> _reasons = new(StringComparer.Ordinal);
    private long _ok;
    private long _failed;
    private long _failedInSecond;

    /// <summary>Failures since the start.</summary>
    public long Failed
    {
        get
        {
            lock (_gate)
            {
                return _failed;
            }
        }
    }

    /// <summary>Notes an outcome.</summary>
    /// <param name="began">When the request was sent.</param>
    /// <param name="latency">From the moment at which the request was due.</param>
    /// <param name="failure">Why it failed; null when it did not.</param>
    public void Note(DateTimeOffset began, TimeSpan latency, string? failure)
    {
        lock (_gate)
        {
            _second.Add(latency.TotalMilliseconds);
            if (failure is null)
            {
                _ok++;
                return;
            }

            _failed++;
            _failedInSecond++;
            failures.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{began:O} {latency.TotalMilliseconds:0.0} {failure}"));
            if (_reasons.Count < MaxReasons && _reasons.Add(failure))
            {
                output.WriteLine($"load: a request failed: {failure}");
            }
        }
    }

    public void PrintSecond(int second)
    {
        lock (_gate)
        {
            _second.Sort();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"load: second {second} ok {_second.Count - _failedInSecond} failed {_failedInSecond} p50 {Percentile(50):0.0} ms p99 {Percentile(99):0.0} ms"));
            _second.Clear();
            _failedInSecond = 0;
        }
    }

    public void PrintTotal()
    {
        lock (_gate)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load: total ok {_ok} failed {_failed}"));
        }
    }

    private double Percentile(double percentile) =>
        _second.Count == 0 ? 0 : _second[Math.Min(_second.Count - 1, (int)Math.Ceiling(_second.Count * percentile / 100) - 1)];
}
