using Mesh.Engine.Loops;

namespace Mesh.Engine.Http2;

/// <summary>
/// Notices dead and unused connections: a silent peer gets a PING and has to answer with anything; a server's connection
/// without streams is drained.
/// </summary>
internal sealed class Liveness
{
    private readonly Http2Connection _connection;
    private readonly LoopTimer _timer;
    private readonly long _interval;
    private readonly long _timeout;
    private readonly long _idleLimit;
    private long _receivedAt;
    private long _usedAt;
    private bool _isProbing;

    internal Liveness(Http2Connection connection)
    {
        _connection = connection;
        _timer = new LoopTimer(Check);
        var options = connection.Options;
        _interval = (long)options.KeepAliveInterval.TotalMilliseconds;
        _timeout = (long)options.KeepAliveTimeout.TotalMilliseconds;
        _idleLimit = connection.IsServer ? (long)options.IdleTimeout.TotalMilliseconds : 0;
    }

    private EventLoop Loop => _connection.Connection.Loop;

    internal void Start()
    {
        _receivedAt = _usedAt = Loop.NowMilliseconds;
        ArmNext();
    }

    internal void Stop() => Loop.Cancel(_timer);

    /// <summary>The peer sent something.</summary>
    internal void NoteReceived()
    {
        _receivedAt = Loop.NowMilliseconds;
        _isProbing = false;
    }

    /// <summary>A stream ended.</summary>
    internal void NoteStreamEnded() => _usedAt = Loop.NowMilliseconds;

    private void Check()
    {
        var now = Loop.NowMilliseconds;
        if (_interval > 0 && _isProbing && now - _receivedAt >= _interval + _timeout)
        {
            _connection.AbortSilent();
            return;
        }
        if (_interval > 0 && !_isProbing && now - _receivedAt >= _interval)
        {
            _isProbing = true;
            _connection.SendProbe();
        }
        if (_idleLimit > 0 && _connection.ActiveStreams == 0 && now - _usedAt >= _idleLimit)
        {
            _connection.Drain();
            _usedAt = now;
        }
        if (!_connection.Connection.IsClosed)
            ArmNext();
    }

    private void ArmNext()
    {
        var due = long.MaxValue;
        if (_interval > 0)
            due = _receivedAt + _interval + (_isProbing ? _timeout : 0);
        if (_idleLimit > 0)
            due = Math.Min(due, _connection.ActiveStreams == 0 ? _usedAt + _idleLimit : Loop.NowMilliseconds + _idleLimit);
        if (due < long.MaxValue)
            Loop.Arm(_timer, due - Loop.NowMilliseconds);
    }
}
