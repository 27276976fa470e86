using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Http2;

/// <content>What this side does not wait for without end.</content>
public abstract partial class Http2Connection
{
    private readonly FrameDeadline _frameDeadline;
    private readonly StallWatch _stalls;

    /// <summary>Frames and field blocks read so far.</summary>
    internal long CompleteFrames => _reader.Completed;

    /// <summary>Whether the peer began a frame or a field block and has not ended it.</summary>
    internal bool HasIncompleteFrame => !_isClosing && !_isHeldBack && _reader.IsInside(Connection.Input);

    /// <summary>A frame took too long.</summary>
    internal void OnFrameTimeout() => Fail(Http2ErrorCode.EnhanceYourCalm, "a frame was not complete in time"u8, Http2Breach.FrameTimeout);

    /// <summary>The peer gave no sign of life.</summary>
    internal void AbortSilent()
    {
        Options.Counters.Count(Http2Breach.KeepAliveTimeout);
        Abort(StreamError.ConnectionLost);
    }

    /// <summary>The peer takes nothing from the connection.</summary>
    internal void AbortStalled()
    {
        Options.Counters.Count(Http2Breach.StalledReader);
        Abort(StreamError.Timeout);
    }

    /// <summary>Resets the streams whose data has been waiting since <paramref name="limit"/> or longer; returns whether other data waits.</summary>
    internal bool ResetStalled(long limit)
    {
        var waits = false;
        List<Http2Stream>? stalled = null;
        foreach (var stream in Streams.Open)
        {
            if (stream.Pending.IsEmpty || stream.IsConnect)
                continue;
            if (stream.WaitsSince > limit)
                waits = true;
            else
                (stalled ??= []).Add(stream);
        }
        if (stalled is null)
            return waits;
        foreach (var stream in stalled)
        {
            // What a handler does when it is told may have ended others.
            if (!ReferenceEquals(Streams.Find(stream.Id), stream))
                continue;
            Options.Counters.Count(Http2Breach.StalledReader);
            Reset(stream, Http2ErrorCode.Cancel, StreamError.Timeout);
        }
        return waits;
    }
}
