using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;

namespace Mesh.Proxy.Http;

/// <summary>How an attempt failed before its response was forwarded.</summary>
/// <param name="Error">What happened to the stream.</param>
/// <param name="ConnectionReused">The connection had carried an exchange before.</param>
/// <param name="ResponseStarted">Bytes of a response had arrived.</param>
/// <param name="Detail">A text for logs.</param>
internal readonly record struct AttemptFailure(StreamError Error, bool ConnectionReused, bool ResponseStarted, string? Detail)
{
    /// <summary>HTTP status for the caller when there is no further attempt.</summary>
    internal int Status => Error switch
    {
        StreamError.ConnectTimeout or StreamError.Timeout => 504,
        StreamError.Protocol or StreamError.TooMuch => 502,
        _ => 503,
    };

    /// <summary>Flag for the caller when there is no further attempt.</summary>
    internal ResponseFlag Flag => Error switch
    {
        StreamError.ConnectFailed or StreamError.ConnectTimeout => ResponseFlag.ConnectFailure,
        StreamError.Timeout => ResponseFlag.Timeout,
        StreamError.PeerRejected => ResponseFlag.PeerIdentity,
        _ => ResponseFlag.UpstreamReset,
    };
}
