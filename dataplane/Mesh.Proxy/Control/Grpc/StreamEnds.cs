using Mesh.Discovery.Transport;
using Mesh.Engine.Streams;

namespace Mesh.Proxy.Control.Grpc;

/// <summary>What a stream that broke, or that could not be had, means for its call ("Errors" of gRPC over HTTP/2).</summary>
internal static class StreamEnds
{
    /// <summary>The status, with <paramref name="detail"/> or, when there is none, the error in words.</summary>
    internal static RpcStatus ToStatus(StreamError error, string? detail) => new(Code(error), detail ?? Words(error));

    private static ControlStatus Code(StreamError error) => error switch
    {
        StreamError.Cancelled => ControlStatus.Cancelled,
        StreamError.TooMuch => ControlStatus.ResourceExhausted,
        StreamError.Protocol or StreamError.Internal => ControlStatus.Internal,
        _ => ControlStatus.Unavailable,
    };

    private static string Words(StreamError error) => error switch
    {
        StreamError.Cancelled => "the server cancelled the stream",
        StreamError.Refused => "the server takes no more streams",
        StreamError.ConnectFailed => "no connection",
        StreamError.ConnectTimeout => "no connection in time",
        StreamError.PeerRejected => "the TLS handshake failed",
        StreamError.ConnectionLost => "the connection was lost",
        StreamError.Protocol => "the server broke HTTP/2",
        StreamError.TooMuch => "a limit of HTTP/2 was exceeded",
        StreamError.Timeout => "the server was too slow",
        _ => "an internal error",
    };
}
