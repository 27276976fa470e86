using Mesh.Engine.Loops;

namespace Mesh.Engine.Pools;

/// <summary>Watches how many streams the connections of a pool have at most, and lets those go that were not needed for them.</summary>
internal sealed class Http2Surplus
{
    private readonly EventLoop _loop;
    private readonly Http2Members _members;
    private readonly long _period;
    private readonly LoopTimer _end;
    private int _most;

    internal Http2Surplus(EventLoop loop, Http2Members members, long periodMilliseconds)
    {
        _loop = loop;
        _members = members;
        _period = periodMilliseconds;
        _end = new LoopTimer(EndPeriod);
    }

    /// <summary>A stream began, or a connection.</summary>
    internal void Watch()
    {
        // One connection is never too many, and this is asked for every request.
        if (_members.Count < 2)
            return;
        _most = Math.Max(_most, _members.ActiveStreams);
        if (!_end.IsArmed)
            _loop.Arm(_end, _period);
    }

    private void EndPeriod()
    {
        _members.LeaveBeyond(_most);
        _most = 0;
        Watch();
    }
}
