using Mesh.Engine.Http;
using Mesh.Traffic.Timeouts;

namespace Mesh.Proxy.Outbound;

/// <summary>The deadline that a gRPC caller set, as the upstream is told: what the route leaves of it, and what is left of it by now.</summary>
/// <param name="startedAt">When the request's head was there, in the loop's nanoseconds.</param>
/// <param name="limit">The exchange's limit.</param>
/// <param name="isShortened">Whether the limit is shorter than what the caller set.</param>
internal readonly struct ForwardedDeadline(long startedAt, TimeSpan limit, bool isShortened)
{
    /// <summary>Sets the field anew where the caller's own value does not hold: the route allows less, or earlier attempts used some of it up.</summary>
    /// <param name="request">The request.</param>
    /// <param name="attempts">Attempts so far, this one included.</param>
    /// <param name="now">The loop's time.</param>
    internal void Write(HeaderBlock request, int attempts, long now)
    {
        if (limit == default || (!isShortened && attempts == 1) || !request.Contains("grpc-timeout"u8))
            return;
        Span<byte> value = stackalloc byte[GrpcTimeout.MaxLength];
        var left = attempts == 1 ? limit : limit - TimeSpan.FromMicroseconds((now - startedAt) / 1000);
        request.Set("grpc-timeout"u8, value[..GrpcTimeout.Write(left, value)]);
    }
}
