using Mesh.Engine.Http;
using Mesh.Proxy.Flags;

namespace Mesh.Proxy.Http;

/// <summary>What the proxy's own answers are to gRPC callers.</summary>
internal static class GrpcStatus
{
    /// <summary>Whether the request is gRPC's: <c>application/grpc</c>, with a subtype or parameters, but not gRPC-Web's.</summary>
    internal static bool IsExpectedBy(HeaderBlock request) =>
        request.TryGet("content-type"u8, out var type) && type.StartsWith("application/grpc"u8)
        && (type.Length == 16 || type[16] is (byte)'+' or (byte)';');

    /// <summary>The value of <c>grpc-status</c>: by the reason where it says more than HTTP's status does.</summary>
    internal static ReadOnlySpan<byte> Of(int status, ResponseFlag flag) => flag switch
    {
        ResponseFlag.Timeout => "4"u8,
        ResponseFlag.NoEndpoint or ResponseFlag.NoDestination or ResponseFlag.ConnectFailure or ResponseFlag.PeerIdentity
            or ResponseFlag.UpstreamReset => "14"u8,
        ResponseFlag.Loop => "13"u8,
        _ => OfHttp(status),
    };

    // grpc doc/http-grpc-status-mapping.
    private static ReadOnlySpan<byte> OfHttp(int status) => status switch
    {
        400 => "13"u8,
        401 => "16"u8,
        403 => "7"u8,
        404 => "12"u8,
        429 or 502 or 503 or 504 => "14"u8,
        _ => "2"u8,
    };
}
