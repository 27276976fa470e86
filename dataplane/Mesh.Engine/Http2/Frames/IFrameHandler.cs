namespace Mesh.Engine.Http2.Frames;

/// <summary>Receives what a <see cref="FrameReader"/> found: formally valid frames. Spans are valid during the call.</summary>
internal interface IFrameHandler
{
    /// <summary>Whether reading should go on after the current frame.</summary>
    bool IsReading { get; }

    /// <summary>A part of a DATA frame's payload, as it arrives.</summary>
    /// <param name="streamId">The stream, not 0.</param>
    /// <param name="data">The bytes; empty when the frame has none.</param>
    /// <param name="padding">Bytes that count against flow control beside the data; with the last part.</param>
    /// <param name="endStream">This is the frame's last part and nothing follows on the stream.</param>
    void OnData(int streamId, ReadOnlySpan<byte> data, int padding, bool endStream);

    /// <summary>HEADERS with all of its CONTINUATION frames.</summary>
    void OnHeaders(int streamId, ReadOnlySpan<byte> block, bool endStream);

    /// <summary>RST_STREAM.</summary>
    void OnRstStream(int streamId, Http2ErrorCode code);

    /// <summary>SETTINGS; the payload is a whole number of entries.</summary>
    void OnSettings(ReadOnlySpan<byte> entries);

    /// <summary>The acknowledgement of SETTINGS.</summary>
    void OnSettingsAck();

    /// <summary>PING or its acknowledgement.</summary>
    void OnPing(ulong opaque, bool ack);

    /// <summary>GOAWAY.</summary>
    void OnGoAway(int lastStreamId, Http2ErrorCode code, ReadOnlySpan<byte> debug);

    /// <summary>WINDOW_UPDATE of a stream or, with id 0, of the connection; the increment may be 0, which is an error.</summary>
    void OnWindowUpdate(int streamId, int increment);

    /// <summary>A frame that asks for nothing: PRIORITY or an unknown type.</summary>
    void OnIgnored(FrameType type);

    /// <summary>The peer broke the protocol on one stream, RFC 9113 §5.4.2.</summary>
    void OnStreamError(int streamId, Http2ErrorCode code);

    /// <summary>The peer broke the protocol, RFC 9113 §5.4.1; nothing more will be read.</summary>
    /// <param name="code">The error code.</param>
    /// <param name="reason">ASCII text for the peer's operator.</param>
    void OnConnectionError(Http2ErrorCode code, ReadOnlySpan<byte> reason);
}
