using Mesh.Protos.Telemetry.V1;

namespace Mesh.ControlPlane.Observability.Top;

/// <summary>The sum of equal rows.</summary>
internal sealed class RowSum
{
    private readonly SortedDictionary<uint, ulong> _latency = [];
    private ulong _requests;
    private ulong _successes;
    private ulong _retries;
    private ulong _openConnections;
    private ulong _bytesSent;
    private ulong _bytesReceived;

    /// <summary>How busy the row is, for ordering.</summary>
    public (ulong Requests, ulong Bytes) Weight => (_requests, _bytesSent + _bytesReceived);

    /// <summary>Adds a row that another proxy saw at the same time.</summary>
    public void Add(Row row)
    {
        AddCounters(row.Requests, row.Successes, row.Retries, row.BytesSent, row.BytesReceived);
        _openConnections += row.OpenConnections;
        for (var i = 0; i < row.Latency?.Index.Count; i++)
            AddLatency(row.Latency.Index[i], row.Latency.Count[i]);
    }

    /// <summary>Adds the same row of a later window: what is open at its end replaces what was open before.</summary>
    public void Follow(RowSum later)
    {
        AddCounters(later._requests, later._successes, later._retries, later._bytesSent, later._bytesReceived);
        _openConnections = later._openConnections;
        foreach (var (index, count) in later._latency)
            AddLatency(index, count);
    }

    /// <summary>The sum as a row.</summary>
    public Row ToRow(RowKey key)
    {
        var row = new Row
        {
            Direction = key.Direction, Source = key.Source, Destination = key.Destination, Service = key.Service,
            Method = key.Method, Path = key.Path, Route = key.Route, Mtls = key.Mtls,
            Requests = _requests, Successes = _successes, Retries = _retries,
            OpenConnections = _openConnections, BytesSent = _bytesSent, BytesReceived = _bytesReceived,
        };
        if (_latency.Count > 0)
            row.Latency = new Histogram { Index = { _latency.Keys }, Count = { _latency.Values } };
        return row;
    }

    // Counters come from peers: sums wrap instead of throwing.
    private void AddCounters(ulong requests, ulong successes, ulong retries, ulong bytesSent, ulong bytesReceived)
    {
        _requests = unchecked(_requests + requests);
        _successes = unchecked(_successes + successes);
        _retries = unchecked(_retries + retries);
        _bytesSent = unchecked(_bytesSent + bytesSent);
        _bytesReceived = unchecked(_bytesReceived + bytesReceived);
    }

    private void AddLatency(uint index, ulong count) => _latency[index] = unchecked(_latency.GetValueOrDefault(index) + count);
}
