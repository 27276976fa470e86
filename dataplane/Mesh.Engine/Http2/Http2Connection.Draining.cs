using Mesh.Engine.Http2.Frames;

namespace Mesh.Engine.Http2;

/// <content>Closing without failing a request: GOAWAY, RFC 9113 §6.8.</content>
public abstract partial class Http2Connection
{
    // The time a client gets to learn of the first GOAWAY if it does not answer PING.
    private const int DrainDelayMilliseconds = 1000;
    private const ulong DrainPing = 0x6D65_7368_6472_6E31;

    private DrainPhase _drain;

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

    /// <summary>Whether no new streams begin: either side sent GOAWAY, or the connection is closing.</summary>
    public bool IsDraining => _isClosing || _drain != DrainPhase.None;

    /// <summary>Whether nobody has a stream.</summary>
    private protected virtual bool IsUnused => Streams.Count == 0;

    private protected bool IsFinal => _drain == DrainPhase.Final;

    /// <summary>
    /// Lets no new streams begin, announces that to the peer, and closes when the open streams have ended.
    /// </summary>
    public void Drain()
    {
        if (_isClosing || _drain >= DrainPhase.Announced)
            return;
        BeginDrain();
    }

    /// <summary>Closes when no stream is left and no new one can come.</summary>
    private protected void CloseIfDrained()
    {
        if (_isClosing || !IsUnused || _drain is DrainPhase.None or DrainPhase.Announced)
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
