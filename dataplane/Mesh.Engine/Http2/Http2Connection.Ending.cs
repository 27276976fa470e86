using System.Text;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Http2;

/// <content>The end: of each stream, and of the connection after an error (RFC 9113 §5.4).</content>
public abstract partial class Http2Connection
{
    private bool _isClosing;

    /// <summary>A text for logs about the GOAWAY with an error that either side sent; null when there was none.</summary>
    public string? ErrorDetail { get; private set; }

    /// <summary>The last stream of the peer that was or will be processed.</summary>
    private protected virtual int LastPeerStream => 0;

    /// <summary>Sends RST_STREAM and forgets the stream; its handler, if it still listens, is not told.</summary>
    internal void Reset(Http2Stream stream, Http2ErrorCode code) => Reset(stream, code, StreamError.Cancelled);

    /// <summary>Forgets a stream that never got onto the connection.</summary>
    internal virtual void Forget(Http2Stream stream)
    {
    }

    /// <summary>Both directions of the stream have ended in good order.</summary>
    internal void Complete(Http2Stream stream)
    {
        _floods.NoteCompleted();
        Detach(stream);
    }

    private protected void Reset(Http2Stream stream, Http2ErrorCode code, StreamError error)
    {
        SendReset(stream.Id, code);
        Remove(stream, error);
    }

    private protected void SendReset(int streamId, Http2ErrorCode code)
    {
        Streams.NoteReset(streamId);
        FrameWriter.RstStream(Connection.Output, streamId, code);
        Connection.ScheduleFlush();
    }

    /// <summary>Forgets the stream and tells its handler, if it still listens.</summary>
    private protected void Remove(Http2Stream stream, StreamError error)
    {
        stream.ReleaseUnconsumed();
        Detach(stream);
        stream.Break(error);
    }

    /// <summary>A place for a stream got free.</summary>
    private protected virtual void OnStreamGone()
    {
    }

    /// <summary>A connection error: tells the peer why, breaks all streams, closes.</summary>
    private protected void Fail(Http2ErrorCode code, ReadOnlySpan<byte> reason, Http2Breach breach = Http2Breach.Protocol)
    {
        if (_isClosing)
            return;
        Options.Counters.Count(breach);
        ErrorDetail = $"the peer broke HTTP/2 ({code}): {Encoding.ASCII.GetString(reason)}";
        FrameWriter.GoAway(Connection.Output, LastPeerStream, code, reason);
        BreakStreams(code == Http2ErrorCode.EnhanceYourCalm ? StreamError.TooMuch : StreamError.Protocol);
        Connection.Close();
    }

    private protected virtual void BreakStreams(StreamError error)
    {
        _isClosing = true;
        if (Streams.Count == 0)
            return;
        RemoveAll(Streams.Open.ToArray(), error);
    }

    // What a handler does when it is told may end other streams of the list.
    private protected void RemoveAll(ReadOnlySpan<Http2Stream> streams, StreamError error)
    {
        foreach (var stream in streams)
        {
            if (ReferenceEquals(Streams.Find(stream.Id), stream))
                Remove(stream, error);
        }
    }

    private void Detach(Http2Stream stream)
    {
        Scheduler.Remove(stream);
        Streams.Remove(stream);
        if (Streams.Count == 0)
            ShrinkWindow();
        _liveness.NoteStreamEnded();
        OnStreamGone();
        CloseIfDrained();
    }
}
