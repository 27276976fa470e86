using Mesh.Engine.Http;
using Mesh.Engine.Http2.Frames;

namespace Mesh.Engine.Http2;

/// <content>HEADERS and DATA, RFC 9113 §5.1 and §6.</content>
public abstract partial class Http2Connection
{
    /// <inheritdoc/>
    bool IFrameHandler.IsReading => !_isClosing && !_isHeldBack && Connection.Output.Length <= (IsServer ? MaxServerOutput : int.MaxValue);

    /// <inheritdoc/>
    void IFrameHandler.OnData(int streamId, ReadOnlySpan<byte> data, int padding, bool endStream)
    {
        if (!TryReceive(data.Length + padding))
            return;
        if (data.IsEmpty && !endStream && !AllowsControl(Http2Breach.EmptyDataFlood))
            return;
        if (Streams.Find(streamId) is not { } stream)
        {
            // Nobody will consume it.
            ConsumeReceived(data.Length + padding);
            IsForgotten(streamId, "DATA on a closed stream"u8);
            return;
        }
        if (!data.IsEmpty)
            _floods.NoteUseful();
        var error = stream.OnData(data, padding, endStream);
        if (error == Http2ErrorCode.NoError)
            return;
        // Unless the stream itself took it into account.
        if (error != Http2ErrorCode.ProtocolError)
            ConsumeReceived(data.Length + padding);
        BreakStream(stream, error);
    }

    /// <inheritdoc/>
    void IFrameHandler.OnHeaders(int streamId, ReadOnlySpan<byte> block, bool endStream)
    {
        _floods.NoteUseful();
        if (Streams.Find(streamId) is { } stream)
            OnHeaders(stream, block, endStream);
        else if (WasSkipped(streamId))
            Fail(Http2ErrorCode.ProtocolError, "a stream identifier smaller than one before"u8);
        else if (!TryBegin(streamId, block, endStream) && Discard(block))
            IsForgotten(streamId, "HEADERS on a closed stream"u8);
    }

    /// <summary>Whether nothing was sent on a stream of either side: frames on it are errors.</summary>
    private protected abstract bool IsIdle(int streamId);

    /// <summary>Server: whether the client passed this id over and may not use it any more, RFC 9113 §5.1.1.</summary>
    private protected virtual bool WasSkipped(int streamId) => false;

    /// <summary>Server: HEADERS of a new stream. False when it is not one; then the block was not decoded.</summary>
    private protected virtual bool TryBegin(int streamId, ReadOnlySpan<byte> block, bool endStream) => false;

    /// <summary>Client: HEADERS on a stream whose final response has not come.</summary>
    private protected virtual void OnResponse(Http2Stream stream, ReadOnlySpan<byte> block, bool endStream)
    {
    }

    /// <summary>Length of the body that a message promises; -1 when none is.</summary>
    private protected long ContentLength => _heads.ContentLength;

    /// <summary>Decodes a block; false, with the connection failed, when that is not possible.</summary>
    private protected bool TryDecode(ReadOnlySpan<byte> block, HeadKind kind, HeaderBlock? target, out HeadVerdict verdict)
    {
        _heads.Begin(kind, target);
        var isValid = _decoder.TryDecode(block, _heads);
        verdict = _heads.Finish();
        if (!isValid)
            Fail(Http2ErrorCode.CompressionError, "invalid field block"u8);
        return isValid;
    }

    /// <summary>Decodes a block that nobody wants.</summary>
    private protected bool Discard(ReadOnlySpan<byte> block) => TryDecode(block, HeadKind.Discarded, null, out _);

    /// <summary>A stream error by the peer: RST_STREAM, and the handler is told. RFC 9113 §5.4.2.</summary>
    private protected void BreakStream(Http2Stream stream, Http2ErrorCode code)
    {
        Options.Counters.Count(code == Http2ErrorCode.EnhanceYourCalm ? Http2Breach.HeadTooLarge : Http2Breach.Malformed);
        Reset(stream, code, StreamErrorCodes.ToStreamError(code));
        CountReset(Http2Breach.InducedReset);
    }

    /// <summary>The peer caused a stream to end early.</summary>
    private protected void CountReset(Http2Breach kind)
    {
        if (IsServer && !_floods.AllowsReset(Now))
            Fail(Http2ErrorCode.EnhanceYourCalm, "too many streams end early"u8, kind);
    }

    private void OnHeaders(Http2Stream stream, ReadOnlySpan<byte> block, bool endStream)
    {
        if (stream.Receiving == StreamPhase.Head)
        {
            OnResponse(stream, block, endStream);
            return;
        }
        if (!TryDecode(block, stream.IsLive ? HeadKind.Trailers : HeadKind.Discarded, stream.IsLive ? stream.Trailers : null, out var verdict))
            return;
        if (stream.Receiving == StreamPhase.Ended)
            BreakStream(stream, Http2ErrorCode.StreamClosed);
        else if (verdict == HeadVerdict.TooLarge)
            BreakStream(stream, Http2ErrorCode.EnhanceYourCalm);
        else if (!endStream || verdict == HeadVerdict.Malformed || !stream.TryTakeTrailers())
            BreakStream(stream, Http2ErrorCode.ProtocolError);
    }

    // Whether a stream is closed in a way that lets the peer still send on it without knowing. All else is a connection error.
    private bool IsForgotten(int streamId, ReadOnlySpan<byte> reason)
    {
        if (Streams.WasReset(streamId) || IsBeyondGoAway(streamId))
            return true;
        var code = IsIdle(streamId) ? Http2ErrorCode.ProtocolError : Http2ErrorCode.StreamClosed;
        Fail(code, code == Http2ErrorCode.ProtocolError ? "a frame on an idle stream"u8 : reason);
        return false;
    }
}
