using Mesh.Proxy.Flags;

namespace Mesh.Proxy.Metrics;

/// <summary>Which way traffic went, seen from the workload.</summary>
internal enum TrafficSide
{
    /// <summary>The workload is the caller.</summary>
    Outbound,

    /// <summary>The workload is the callee.</summary>
    Inbound,
}

/// <summary>What identifies a series: few labels, so that their number stays small.</summary>
/// <param name="Side">Direction.</param>
/// <param name="Destination">Service port (<c>catalog.shop:80</c>), a workload or <c>passthrough</c>.</param>
/// <param name="Mtls">Whether the peer proxy was reached by, or came with, mutual TLS.</param>
internal readonly record struct EdgeKey(TrafficSide Side, string Destination, bool Mtls);

/// <summary>Counters of one edge. Incremented from loops without locks; read by anyone.</summary>
internal sealed class EdgeMetrics(EdgeKey key)
{
    /// <summary>Upper bounds of the latency buckets, in seconds.</summary>
    internal static readonly double[] LatencyBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly long[] _byStatusClass = new long[6];
    private readonly long[] _latency = new long[LatencyBounds.Length + 1];
    private readonly long[] _byFlag = new long[Enum.GetValues<ResponseFlag>().Length];
    private long _latencyMicroseconds;
    private long _retries;
    private long _tcpOpened;
    private long _tcpClosed;
    private long _bytesSent;
    private long _bytesReceived;

    /// <summary>What the counters belong to.</summary>
    internal EdgeKey Key => key;

    /// <summary>Responses by status class: index 1 to 5; 0 for exchanges without a response.</summary>
    internal ReadOnlySpan<long> ByStatusClass => _byStatusClass;

    /// <summary>Exchanges by response flag.</summary>
    internal ReadOnlySpan<long> ByFlag => _byFlag;

    /// <summary>Exchanges by latency bucket, not cumulative; the last one is above all bounds.</summary>
    internal ReadOnlySpan<long> Latency => _latency;

    /// <summary>Sum of latencies.</summary>
    internal long LatencyMicroseconds => Interlocked.Read(ref _latencyMicroseconds);

    /// <summary>Attempts beyond the first.</summary>
    internal long Retries => Interlocked.Read(ref _retries);

    /// <summary>TCP connections begun.</summary>
    internal long TcpOpened => Interlocked.Read(ref _tcpOpened);

    /// <summary>TCP connections ended.</summary>
    internal long TcpClosed => Interlocked.Read(ref _tcpClosed);

    /// <summary>Bytes towards the callee: request bodies and TCP.</summary>
    internal long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>Bytes towards the caller: response bodies and TCP.</summary>
    internal long BytesReceived => Interlocked.Read(ref _bytesReceived);

    internal void OnRequest(int status, ResponseFlag flag, long microseconds, int retries, long sent, long received)
    {
        Interlocked.Increment(ref _byStatusClass[status is >= 100 and < 600 ? status / 100 : 0]);
        if (flag != ResponseFlag.None)
            Interlocked.Increment(ref _byFlag[(int)flag]);
        Interlocked.Increment(ref _latency[BucketOf(microseconds)]);
        Interlocked.Add(ref _latencyMicroseconds, microseconds);
        if (retries > 0)
            Interlocked.Add(ref _retries, retries);
        AddBytes(sent, received);
    }

    internal void OnTcpOpened() => Interlocked.Increment(ref _tcpOpened);

    internal void OnTcpClosed(long sent, long received, ResponseFlag flag)
    {
        Interlocked.Increment(ref _tcpClosed);
        if (flag != ResponseFlag.None)
            Interlocked.Increment(ref _byFlag[(int)flag]);
        AddBytes(sent, received);
    }

    internal void OnRefused(ResponseFlag flag) => Interlocked.Increment(ref _byFlag[(int)flag]);

    private static int BucketOf(long microseconds)
    {
        var seconds = microseconds / 1e6;
        var i = 0;
        while (i < LatencyBounds.Length && seconds > LatencyBounds[i])
            i++;
        return i;
    }

    private void AddBytes(long sent, long received)
    {
        if (sent > 0)
            Interlocked.Add(ref _bytesSent, sent);
        if (received > 0)
            Interlocked.Add(ref _bytesReceived, received);
    }
}
