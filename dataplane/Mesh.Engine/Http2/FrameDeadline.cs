using Mesh.Engine.Loops;

namespace Mesh.Engine.Http2;

/// <summary>
/// Limits how long a frame or a field block may take from its first byte to its last: what is incomplete holds memory and keeps others
/// waiting. One timer that looks now and then, so that a connection in good order pays nothing for it.
/// </summary>
internal sealed class FrameDeadline
{
    private readonly Http2Connection _connection;
    private readonly LoopTimer _timer;
    private readonly long _timeout;
    private long _seen;

    internal FrameDeadline(Http2Connection connection)
    {
        _connection = connection;
        _timer = new LoopTimer(Check);
        _timeout = (long)connection.Options.FrameTimeout.TotalMilliseconds;
    }

    /// <summary>Input was read, and its end is incomplete.</summary>
    internal void NoteIncomplete()
    {
        if (!_timer.IsArmed)
            Arm();
    }

    internal void Stop() => _connection.Connection.Loop.Cancel(_timer);

    private void Arm()
    {
        _seen = _connection.CompleteFrames;
        _connection.Connection.Loop.Arm(_timer, _timeout);
    }

    private void Check()
    {
        if (!_connection.HasIncompleteFrame)
            return;
        if (_connection.CompleteFrames == _seen)
            _connection.OnFrameTimeout();
        else
            Arm();
    }
}
