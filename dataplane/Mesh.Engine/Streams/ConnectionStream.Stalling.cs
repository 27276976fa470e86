using Mesh.Engine.Loops;

namespace Mesh.Engine.Streams;

/// <content>Watching over what is still to be sent when both directions have ended.</content>
public sealed partial class ConnectionStream
{
    /// <summary>How long a peer may take nothing of the rest of an ended stream. 5 min.</summary>
    public const int StallMilliseconds = 300_000;

    private int _unsent;
    private LoopTimer? _stall;

    private void WatchTheRest()
    {
        if (!_outputEnded || !_inputDelivered || _isOver || _stall is not null || Connection.IsClosed || Connection.Unsent == 0)
            return;
        _unsent = Connection.Unsent;
        _stall = new LoopTimer(OnStallTimer);
        Connection.Loop.Arm(_stall, StallMilliseconds);
    }

    private void OnStallTimer()
    {
        var left = Connection.Unsent;
        if (left >= _unsent)
        {
            Reset(StreamError.Timeout);
            return;
        }
        _unsent = left;
        if (left > 0)
            Connection.Loop.Arm(_stall!, StallMilliseconds);
    }

    private void StopWatching()
    {
        if (_stall is not null)
            Connection.Loop.Cancel(_stall);
    }
}
