using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;

namespace Mesh.Engine.Http2;

/// <summary>
/// Limits how long a peer may leave data waiting without taking any: the memory is needed for others. Tunnelled bytes (CONNECT) are
/// left to who relays them, who knows how long they may rest.
/// </summary>
internal sealed class StallWatch
{
    private const int ChecksPerTimeout = 4;

    private readonly Http2Connection _connection;
    private readonly LoopTimer _timer;
    private readonly long _timeout;
    private long _fullSince = -1;

    internal StallWatch(Http2Connection connection)
    {
        _connection = connection;
        _timer = new LoopTimer(Check);
        _timeout = (long)connection.Options.StallTimeout.TotalMilliseconds;
    }

    private EventLoop Loop => _connection.Connection.Loop;

    private bool IsOutputFull => _connection.Connection.Output.Length > Connection.HighWatermark;

    /// <summary>Something waits.</summary>
    internal void Start()
    {
        if (_timeout > 0 && !_timer.IsArmed)
            Loop.Arm(_timer, Math.Max(1, _timeout / ChecksPerTimeout));
    }

    internal void Stop() => Loop.Cancel(_timer);

    /// <summary>The connection took what waited in its output.</summary>
    internal void NoteWritable() => _fullSince = -1;

    private void Check()
    {
        var now = Loop.NowMilliseconds;
        if (!IsOutputFull)
            _fullSince = -1;
        else if (_fullSince < 0)
            _fullSince = now;
        else if (now - _fullSince >= _timeout)
        {
            _connection.AbortStalled();
            return;
        }
        if (_connection.ResetStalled(now - _timeout) || IsOutputFull)
            Start();
    }
}
