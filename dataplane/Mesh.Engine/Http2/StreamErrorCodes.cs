using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Http2;

/// <summary>Between RST_STREAM's error codes, RFC 9113 §7, and what the engine tells handlers.</summary>
internal static class StreamErrorCodes
{
    /// <summary>What a code received from the peer means.</summary>
    internal static StreamError ToStreamError(Http2ErrorCode code) => code switch
    {
        Http2ErrorCode.NoError or Http2ErrorCode.Cancel => StreamError.Cancelled,
        Http2ErrorCode.RefusedStream => StreamError.Refused,
        Http2ErrorCode.ConnectError => StreamError.ConnectionLost,
        Http2ErrorCode.EnhanceYourCalm => StreamError.TooMuch,
        Http2ErrorCode.SettingsTimeout => StreamError.Timeout,
        Http2ErrorCode.InternalError => StreamError.Internal,
        Http2ErrorCode.ProtocolError or Http2ErrorCode.FlowControlError or Http2ErrorCode.StreamClosed
            or Http2ErrorCode.FrameSizeError or Http2ErrorCode.CompressionError or Http2ErrorCode.InadequateSecurity
            or Http2ErrorCode.Http11Required => StreamError.Protocol,
        // RFC 9113 §7: unknown codes are treated as INTERNAL_ERROR.
        _ => StreamError.Internal,
    };

    /// <summary>The code that tells the peer. What was not processed stays safe to send again.</summary>
    internal static Http2ErrorCode ToErrorCode(StreamError error) => error switch
    {
        StreamError.Cancelled or StreamError.Timeout => Http2ErrorCode.Cancel,
        StreamError.Refused or StreamError.ConnectFailed or StreamError.ConnectTimeout or StreamError.PeerRejected
            => Http2ErrorCode.RefusedStream,
        StreamError.ConnectionLost => Http2ErrorCode.ConnectError,
        StreamError.Protocol => Http2ErrorCode.ProtocolError,
        StreamError.TooMuch => Http2ErrorCode.EnhanceYourCalm,
        _ => Http2ErrorCode.InternalError,
    };
}
