using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Http2;

/// <content>What the connection below tells, and what was left for later.</content>
public abstract partial class Http2Connection
{
    /// <inheritdoc/>
    public virtual void OnConnected(Connection connection) => AwaitSettings();

    /// <inheritdoc/>
    public void OnData(Connection connection)
    {
        _liveness.NoteReceived();
        Read();
    }

    /// <inheritdoc/>
    public void OnEndOfInput(Connection connection)
    {
        // Without credit and acknowledgements from the peer nothing can go on.
        BreakStreams(StreamError.ConnectionLost);
        Connection.Close();
    }

    /// <inheritdoc/>
    public void OnWritable(Connection connection)
    {
        _stalls.NoteWritable();
        Scheduler.Pump();
        if (!_isHeldBack)
            return;
        _isHeldBack = false;
        Connection.ResumeReading();
        Schedule();
    }

    /// <inheritdoc/>
    public void OnClosed(Connection connection, CloseReason reason)
    {
        var error = reason switch
        {
            CloseReason.ConnectFailed => StreamError.ConnectFailed,
            CloseReason.ConnectTimeout => StreamError.ConnectTimeout,
            CloseReason.TlsFailed => StreamError.PeerRejected,
            _ => StreamError.ConnectionLost,
        };
        BreakStreams(error);
        Connection.Loop.Cancel(_deadline);
        _liveness.Stop();
        _stalls.Stop();
        _frameDeadline.Stop();
        _reader.Close();
        Streams.Close();
        ReleaseWindow(_reservedWindow);
        OnGone(reason);
    }

    /// <inheritdoc/>
    void ILoopWork.Run()
    {
        _isScheduled = false;
        if (Connection.IsClosed)
            return;
        try
        {
            RaiseDeferred();
            Read();
        }
        catch
        {
            // A handler's bug: what it left undone is unknown. The loop reports it.
            Connection.Abort();
            throw;
        }
    }

    /// <summary>Raises what was left for later.</summary>
    private protected virtual void RaiseDeferred()
    {
    }

    /// <summary>Has deferred events raised and input read later in this turn.</summary>
    private protected void Schedule()
    {
        if (_isScheduled || Connection.IsClosed)
            return;
        _isScheduled = true;
        Connection.Loop.Defer(this);
    }
}
