namespace Mesh.Engine.Loops;

/// <summary>
/// What a loop does when its buffers are at their limit: connections wait to read until others have drained. When there is no room
/// for <see cref="PatienceMilliseconds"/> more than there is, because peers do not take what they asked for, those that hold most are reset,
/// one by one, until there is room. Loop-owned.
/// </summary>
public sealed class BufferShortage
{
    /// <summary>How long connections wait, on balance, before others are reset for them. 1 s.</summary>
    public const int PatienceMilliseconds = 1000;

    private const int RetryMilliseconds = 10;

    private readonly EventLoop _loop;
    private readonly PollTable _polls;
    private readonly LoopTimer _retry;
    private readonly ShortagePatience _patience = new(PatienceMilliseconds);
    private List<IBufferUser> _waiting = [];
    private List<IBufferUser> _batch = [];

    internal BufferShortage(EventLoop loop, PollTable polls)
    {
        _loop = loop;
        _polls = polls;
        _retry = new LoopTimer(Retry);
    }

    /// <summary>Connections that were reset so that others can go on.</summary>
    public long Resets { get; private set; }

    /// <summary>Connections that wait to read.</summary>
    public int Waiting => _waiting.Count;

    internal void Await(IBufferUser connection)
    {
        _waiting.Add(connection);
        if (_retry.IsArmed)
            return;
        _patience.See(isShort: true, _loop.NowMilliseconds);
        _loop.Arm(_retry, RetryMilliseconds);
    }

    private void Retry()
    {
        var isFull = _loop.Buffers.IsFull;
        _patience.See(isFull, _loop.NowMilliseconds);
        if (isFull)
        {
            if (_patience.IsOver)
                ResetLargest();
            _loop.Arm(_retry, RetryMilliseconds);
            return;
        }
        (_batch, _waiting) = (_waiting, _batch);
        foreach (var connection in _batch)
            connection.OnBuffersFree();
        _batch.Clear();
    }

    private void ResetLargest()
    {
        IBufferUser? largest = null;
        var most = 0L;
        foreach (var source in _polls.Sources)
        {
            if (source is IBufferUser user && user.BytesInUse > most)
                (largest, most) = (user, user.BytesInUse);
        }
        if (largest is null)
            return;
        Resets++;
        largest.Abort();
    }
}
