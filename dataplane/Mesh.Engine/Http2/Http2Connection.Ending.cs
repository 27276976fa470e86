using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Http2;

/// <content>The end: GOAWAY, RFC 9113 §6.8, connection errors, §5.4.1, and the end of each stream.</content>
public abstract partial class Http2Connection
{
    // The time a client gets to learn of the first GOAWAY if it does not answer PING.
    private const int DrainDelayMilliseconds = 1000;
    private const ulong DrainPing = 0x6D65_7368_6472_6E31;

    private DrainPhase _drain;
    private bool _isClosing;

    private enum DrainPhase
    {
        None,

        /// <summary>The peer sent GOAWAY.</summary>
        ByPeer,

        /// <summary>GOAWAY was sent; streams that the peer begins before it knows are accepted.</summary>
        Announced,

        /// <summary>No new streams are accepted.</summary>
        Final,
    }

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

    private protected bool IsFinal => _drain == DrainPhase.Final;

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

    /// <summary>Closes when no stream is left and no new one can come.</summary>
    private protected void CloseIfDrained()
    {
        if (_isClosing || Streams.Count > 0 || _drain is DrainPhase.None or DrainPhase.Announced)
            return;
        if (_drain == DrainPhase.ByPeer)
            FrameWriter.GoAway(Connection.Output, LastPeerStream, Http2ErrorCode.NoError, default);
        _isClosing = true;
        Connection.Close();
    }

    /// <summary>The peer sent GOAWAY: this side begins no streams any more.</summary>
    private protected void NotePeerDrains()
    {
        if (_drain == DrainPhase.None)
            _drain = DrainPhase.ByPeer;
    }

    /// <summary>A connection error: tells the peer why, breaks all streams, closes.</summary>
    private protected void Fail(Http2ErrorCode code, ReadOnlySpan<byte> reason)
    {
        if (_isClosing)
            return;
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
        _liveness.NoteStreamEnded();
        OnStreamGone();
        CloseIfDrained();
    }

    // RFC 9113 §6.8: a client may be opening streams right now, so a server first announces, then waits for a round trip.
    private void BeginDrain()
    {
        if (!IsServer || _drain == DrainPhase.ByPeer)
        {
            EndDrain();
            return;
        }
        _drain = DrainPhase.Announced;
        FrameWriter.GoAway(Connection.Output, int.MaxValue, Http2ErrorCode.NoError, default);
        FrameWriter.Ping(Connection.Output, DrainPing, ack: false);
        Connection.ScheduleFlush();
        if (Peer.Received)
            Connection.Loop.Arm(_deadline, DrainDelayMilliseconds);
    }

    private void EndDrain()
    {
        _drain = DrainPhase.Final;
        Connection.Loop.Cancel(_deadline);
        FrameWriter.GoAway(Connection.Output, LastPeerStream, Http2ErrorCode.NoError, default);
        Connection.ScheduleFlush();
        CloseIfDrained();
    }
}
