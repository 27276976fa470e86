namespace Mesh.Cli.Top;

/// <summary>One line of <c>meshctl top</c>.</summary>
internal sealed record TopLine
{
    /// <summary>Workload that calls.</summary>
    public required string Source { get; init; }

    /// <summary>Workload that is called.</summary>
    public required string Destination { get; init; }

    /// <summary>Service port that was called; empty when called by workload address.</summary>
    public required string Service { get; init; }

    /// <summary>HTTP method; <c>TCP</c> for byte streams.</summary>
    public required string Method { get; init; }

    /// <summary>Path or route, as asked; empty for TCP.</summary>
    public required string Target { get; init; }

    /// <summary>Whether all of it went over mutual TLS.</summary>
    public required bool Mtls { get; init; }

    /// <summary>Requests (or ended TCP connections) a second.</summary>
    public required double Rps { get; init; }

    /// <summary>Percent that succeeded; null without any.</summary>
    public double? SuccessPercent { get; init; }

    /// <summary>Retries a second.</summary>
    public double RetriesPerSecond { get; init; }

    /// <summary>Median latency in milliseconds.</summary>
    public double? P50Ms { get; init; }

    /// <summary>95th percentile in milliseconds.</summary>
    public double? P95Ms { get; init; }

    /// <summary>99th percentile in milliseconds.</summary>
    public double? P99Ms { get; init; }

    /// <summary>Open TCP connections.</summary>
    public long OpenConnections { get; init; }

    /// <summary>Bytes a second towards the destination.</summary>
    public double SentPerSecond { get; init; }

    /// <summary>Bytes a second towards the source.</summary>
    public double ReceivedPerSecond { get; init; }
}
