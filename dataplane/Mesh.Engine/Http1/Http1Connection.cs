using Mesh.Engine.Http;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;

namespace Mesh.Engine.Http1;

/// <summary>
/// What both sides of an HTTP/1 connection share: one exchange at a time, advanced step by step from the loop and never from
/// inside a call to its stream. Created on its connection's loop; takes the connection over.
/// </summary>
public abstract partial class Http1Connection : IConnectionHandler, ILoopWork
{
    private const int PauseThreshold = 16 * 1024;

    private readonly LoopTimer _idle;
    private readonly LoopTimer _deadline;
    private bool _advancing;
    private bool _scheduled;
    private bool _paused;

    private protected Http1Connection(Connection connection, Http1Options options)
    {
        Connection = connection;
        Options = options;
        Stream = new Http1Stream(this, options);
        _idle = new LoopTimer(CheckIdle);
        _deadline = new LoopTimer(OnDeadline);
        connection.Handler = this;
        _lastActivity = connection.Loop.NowMilliseconds;
        connection.Loop.Arm(_idle, (long)options.IdleTimeout.TotalMilliseconds);
        ScheduleAdvance();
    }

    /// <summary>The connection below.</summary>
    public Connection Connection { get; }

    internal virtual bool IsReused => false;

    internal virtual bool ResponseStarted => false;

    private protected Http1Options Options { get; }

    private protected Http1Stream Stream { get; }

    /// <inheritdoc/>
    public virtual void OnConnected(Connection connection)
    {
    }

    /// <inheritdoc/>
    public void OnData(Connection connection)
    {
        NoteActivity();
        Advance();
    }

    /// <inheritdoc/>
    public void OnEndOfInput(Connection connection) => Advance();

    /// <inheritdoc/>
    public void OnWritable(Connection connection)
    {
        NoteActivity();
        Stream.DeliverWritable();
        Advance();
    }

    /// <inheritdoc/>
    public void OnClosed(Connection connection, CloseReason reason)
    {
        Connection.Loop.Cancel(_idle);
        Connection.Loop.Cancel(_deadline);
        Closed(reason);
        Stream.Finish();
    }

    /// <inheritdoc/>
    void ILoopWork.Run()
    {
        _scheduled = false;
        Advance();
    }

    internal abstract HeadSent SendHead(HeaderBlock head, bool endStream, out MessageFraming framing);

    internal void Flush()
    {
        NoteActivity();
        Connection.ScheduleFlush();
    }

    /// <summary>Has <see cref="Step"/> called soon, but not from inside this call.</summary>
    internal void ScheduleAdvance()
    {
        if (_advancing || _scheduled)
            return;
        _scheduled = true;
        Connection.Loop.Defer(this);
    }

    /// <summary>Does the next thing that can be done.</summary>
    /// <param name="needsInput">Whether more received bytes would help, when there was nothing to do.</param>
    /// <returns>False when there was nothing to do.</returns>
    private protected abstract bool Step(out bool needsInput);

    /// <summary>The time for a head, or for dropping input, is over.</summary>
    private protected abstract void OnDeadline();

    /// <summary>No byte was seen for the idle timeout.</summary>
    private protected abstract void OnIdleTimeout();

    /// <summary>The connection is gone; the open exchange is to be told.</summary>
    private protected abstract void Closed(CloseReason reason);

    private void Advance()
    {
        if (_advancing || Connection.IsClosed)
            return;
        _advancing = true;
        var needsInput = true;
        try
        {
            while (!Connection.IsClosed && Step(out needsInput))
            {
            }
        }
        catch
        {
            // A handler's bug: what it left undone is unknown. The loop reports it.
            Connection.Abort();
            throw;
        }
        finally
        {
            _advancing = false;
        }
        if (!Connection.IsClosed)
            AdjustReading(needsInput);
    }

    private void AdjustReading(bool needsInput)
    {
        var pause = !needsInput && Connection.Input.Length >= PauseThreshold;
        if (pause == _paused)
            return;
        _paused = pause;
        if (pause)
            Connection.PauseReading();
        else
            Connection.ResumeReading();
    }
}
