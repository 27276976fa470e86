namespace Mesh.Traffic.Retries;

/// <summary>What a route's policy lets be tried again beyond what is always safe (Envoy's <c>retry_on</c>).</summary>
[Flags]
public enum RetryConditions
{
    /// <summary>Only what is always safe.</summary>
    None = 0,

    /// <summary><c>5xx</c>: any 5xx response, or no response.</summary>
    ServerError = 1 << 0,

    /// <summary><c>gateway-error</c>: 502, 503, 504, or no response.</summary>
    GatewayError = 1 << 1,

    /// <summary><c>reset</c>: no response.</summary>
    Reset = 1 << 2,

    /// <summary><c>connect-failure</c>: no connection.</summary>
    ConnectFailure = 1 << 3,

    /// <summary><c>refused-stream</c>: HTTP/2 REFUSED_STREAM.</summary>
    RefusedStream = 1 << 4,

    /// <summary><c>retriable-4xx</c>: 409.</summary>
    Conflict = 1 << 5,

    /// <summary><c>retriable-status-codes</c>: <see cref="RetryPolicy.StatusCodes"/>.</summary>
    StatusCodes = 1 << 6,

    /// <summary><c>cancelled</c>: gRPC status 1 without a message.</summary>
    GrpcCancelled = 1 << 7,

    /// <summary><c>deadline-exceeded</c>: gRPC status 4 without a message.</summary>
    GrpcDeadlineExceeded = 1 << 8,

    /// <summary><c>internal</c>: gRPC status 13 without a message.</summary>
    GrpcInternal = 1 << 9,

    /// <summary><c>resource-exhausted</c>: gRPC status 8 without a message.</summary>
    GrpcResourceExhausted = 1 << 10,

    /// <summary><c>unavailable</c>: gRPC status 14 without a message.</summary>
    GrpcUnavailable = 1 << 11,
}
