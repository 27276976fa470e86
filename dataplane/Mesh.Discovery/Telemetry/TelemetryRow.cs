namespace Mesh.Discovery.Telemetry;

/// <summary>One edge and, for HTTP, one method and path or route on it, over a report's window.</summary>
public sealed record TelemetryRow
{
    /// <summary>Which side saw it.</summary>
    public TelemetryDirection Direction { get; init; }

    /// <summary>Calling workload, <c>web.shop</c>, or an address.</summary>
    public string Source { get; init; } = "";

    /// <summary>Called workload, or an address.</summary>
    public string Destination { get; init; } = "";

    /// <summary>Service port that was called, <c>catalog.shop:80</c>; empty when called by workload address.</summary>
    public string Service { get; init; } = "";

    /// <summary>HTTP method; empty for TCP.</summary>
    public string Method { get; init; } = "";

    /// <summary>HTTP path without query; empty for TCP.</summary>
    public string Path { get; init; } = "";

    /// <summary>Name of the route that was taken; empty for TCP.</summary>
    public string Route { get; init; } = "";

    /// <summary>Whether the connection between the proxies was mutual TLS.</summary>
    public bool Mtls { get; init; }

    /// <summary>Requests, or TCP connections, that ended in the window.</summary>
    public long Requests { get; init; }

    /// <summary>Responses other than 5xx (gRPC: no server error); TCP connections that ended without a reset.</summary>
    public long Successes { get; init; }

    /// <summary>Attempts beyond the first.</summary>
    public long Retries { get; init; }

    /// <summary>TCP connections that were open at the end of the window.</summary>
    public long OpenConnections { get; init; }

    /// <summary>Bytes to the callee.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes from the callee.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Latency buckets that are not empty: index as in the telemetry protocol (log-linear, 16 per power of two, in µs) and count.</summary>
    public IReadOnlyList<(int Index, long Count)> Latency { get; init; } = [];
}
