using Mesh.Traffic.Requests;

namespace Mesh.Traffic.Timeouts;

/// <summary>How long a route's exchanges may take. Null = no limit.</summary>
public sealed record TimeoutPolicy
{
    /// <summary>No limits.</summary>
    public static TimeoutPolicy None { get; } = new();

    /// <summary>From the end of the request's head to the end of the response, retries included. Default none.</summary>
    public TimeSpan? Request { get; init; }

    /// <summary>Without a byte in either direction. Default none.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>From the first to the last byte of the exchange, also of streams without end. Default none.</summary>
    public TimeSpan? MaxStreamDuration { get; init; }

    /// <summary>Longest deadline a caller may set with <c>grpc-timeout</c>; null = any. A caller's deadline only ever shortens.</summary>
    public TimeSpan? MaxGrpcTimeout { get; init; }

    /// <summary>The limit for one request: the route's, shortened by the caller's gRPC deadline.</summary>
    /// <param name="request">The request.</param>
    /// <param name="shortensCaller">The caller set a gRPC deadline that is longer than the limit: it has to be told on.</param>
    /// <returns>Null = none.</returns>
    public TimeSpan? For<TRequest>(TRequest request, out bool shortensCaller)
        where TRequest : IRequestView, allows ref struct
    {
        var limit = Shorter(Request, MaxStreamDuration);
        shortensCaller = false;
        if (!request.TryGetHeader("grpc-timeout"u8, out var value) || !GrpcTimeout.TryParse(value, out var wanted))
            return limit;
        limit = Shorter(limit, Shorter(wanted, MaxGrpcTimeout));
        shortensCaller = limit < wanted;
        return limit;
    }

    private static TimeSpan? Shorter(TimeSpan? left, TimeSpan? right) =>
        left is null ? right : right is null || left < right ? left : right;
}
