using System.Text;
using Mesh.Proxy.Metrics;

namespace Mesh.Proxy.Telemetry;

/// <summary>Identifies a row of <c>meshctl top</c>.</summary>
internal readonly record struct TopKey(TrafficSide Side, string Source, string Destination, string Service, string Method, string Path, string Route, bool Mtls);

/// <summary>A row's sums since the last collection.</summary>
internal sealed class TopRow
{
    internal long Requests { get; set; }

    internal long Successes { get; set; }

    internal long Retries { get; set; }

    internal long OpenConnections { get; set; }

    internal long BytesSent { get; set; }

    internal long BytesReceived { get; set; }

    internal LatencySketch Latency { get; } = new();

    internal void AddRequest(bool isSuccess, int retries, long microseconds, long sent, long received)
    {
        Requests++;
        Successes += isSuccess ? 1 : 0;
        Retries += Math.Max(0, retries);
        BytesSent += sent;
        BytesReceived += received;
        Latency.Add(microseconds);
    }

    internal void AddOpenConnection((long Sent, long Received) bytes)
    {
        OpenConnections++;
        BytesSent += bytes.Sent;
        BytesReceived += bytes.Received;
    }

    internal void AddEndedConnection(bool isSuccess, (long Sent, long Received) bytes)
    {
        Requests++;
        Successes += isSuccess ? 1 : 0;
        BytesSent += bytes.Sent;
        BytesReceived += bytes.Received;
    }

    internal void MergeInto(TopRow other)
    {
        other.Requests += Requests;
        other.Successes += Successes;
        other.Retries += Retries;
        other.OpenConnections += OpenConnections;
        other.BytesSent += BytesSent;
        other.BytesReceived += BytesReceived;
        Latency.MergeInto(other.Latency);
    }
}

/// <summary>
/// Counts by row while somebody watches, and not at all otherwise: the first collection switches it on, ten seconds without one
/// switch it off. Thread-safe.
/// </summary>
internal sealed class TopRecorder(TimeProvider time)
{
    /// <summary>Rows kept between two collections; what comes beyond is summed in one.</summary>
    internal const int MaxRows = 4096;

    private const int MaxPathLength = 128;
    private static readonly TimeSpan WatchTimeout = TimeSpan.FromSeconds(10);
    private static readonly TopKey Other = new(TrafficSide.Outbound, "(other)", "(other)", "", "", "", "", false);

    private readonly Lock _gate = new();
    private Dictionary<TopKey, TopRow> _rows = [];
    private long _watchedUntil = long.MinValue;

    /// <summary>Whether anybody watches; cheap enough to ask per request.</summary>
    internal bool IsActive => time.GetTimestamp() < Interlocked.Read(ref _watchedUntil);

    /// <summary>Text of a request's path for a row: without the query, bounded.</summary>
    internal static string PathText(ReadOnlySpan<byte> path)
    {
        var end = path.IndexOf((byte)'?');
        var bare = end < 0 ? path : path[..end];
        return bare.Length <= MaxPathLength ? Encoding.UTF8.GetString(bare) : Encoding.UTF8.GetString(bare[..MaxPathLength]) + "…";
    }

    /// <summary>Adds a finished request to its row.</summary>
    internal void RecordRequest(in TopKey key, bool isSuccess, int retries, long microseconds, long sent, long received) =>
        Record(key, row => row.AddRequest(isSuccess, retries, microseconds, sent, received));

    /// <summary>Adds to a row.</summary>
    internal void Record(TopKey key, Action<TopRow> add)
    {
        lock (_gate)
        {
            if (!_rows.TryGetValue(key, out var row))
            {
                if (_rows.Count >= MaxRows)
                    key = Other;
                if (!_rows.TryGetValue(key, out row))
                    _rows[key] = row = new TopRow();
            }
            add(row);
        }
    }

    /// <summary>Takes what was counted since the last call, the busiest <paramref name="topK"/> rows and one with the rest; goes on counting.</summary>
    internal IReadOnlyList<(TopKey Key, TopRow Row)> Collect(int topK)
    {
        Interlocked.Exchange(ref _watchedUntil, time.GetTimestamp() + (long)(WatchTimeout.TotalSeconds * time.TimestampFrequency));
        Dictionary<TopKey, TopRow> rows;
        lock (_gate)
        {
            rows = _rows;
            _rows = [];
        }
        var sorted = rows.Select(r => (r.Key, r.Value)).OrderByDescending(r => r.Value.Requests + r.Value.OpenConnections).ToList();
        if (sorted.Count <= topK)
            return sorted;
        var rest = new TopRow();
        foreach (var (_, row) in sorted.Skip(topK))
            row.MergeInto(rest);
        return [.. sorted.Take(topK), (Other, rest)];
    }
}
