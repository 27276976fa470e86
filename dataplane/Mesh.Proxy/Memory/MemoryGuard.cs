using Mesh.Engine.Loops;

namespace Mesh.Proxy.Memory;

/// <summary>
/// Watches one loop's share of the memory budget: its buffers, and the process as a whole. It measures when it is asked, at most
/// every 20 ms, so an idle proxy measures nothing. Used on its loop only.
/// </summary>
internal sealed class MemoryGuard
{
    private const long MeasureMilliseconds = 20;

    // The rest is for what the process is without traffic, for connections and for TLS.
    private const int BufferShare = 4;

    private readonly EventLoop _events;
    private readonly MemoryCounters _counters;
    private readonly Action<string> _warn;
    private readonly Action<string> _inform;
    private readonly Func<long> _resident;
    private readonly long _limit;
    private MemoryState _state;
    private long _measuredAt = long.MinValue / 2;

    /// <summary>Creates a guard and bounds the loop's buffers.</summary>
    /// <param name="events">The loop.</param>
    /// <param name="limit">Bytes the process may take; null for any number.</param>
    /// <param name="loops">How many loops share them.</param>
    /// <param name="counters">Counts.</param>
    /// <param name="warn">Gets a line when an episode begins.</param>
    /// <param name="inform">Gets a line when it ends.</param>
    /// <param name="resident">Measures the process.</param>
    internal MemoryGuard(EventLoop events, long? limit, int loops, MemoryCounters counters, Action<string> warn, Action<string> inform, Func<long> resident)
    {
        _events = events;
        _limit = limit ?? long.MaxValue;
        _counters = counters;
        _warn = warn;
        _inform = inform;
        _resident = resident;
        if (limit is { } bytes)
            events.Buffers.Limit = bytes / BufferShare / loops;
    }

    /// <summary>Whether a request or TCP connection must be refused now.</summary>
    internal bool MustShed() => Count(Measure() != MemoryState.Calm);

    /// <summary>Whether a connection must be refused before it is known what it is.</summary>
    internal bool MustNotAccept() => Count(Measure() == MemoryState.Critical);

    private bool Count(bool refused)
    {
        if (refused)
            _counters.OnRefused();
        return refused;
    }

    private MemoryState Measure()
    {
        if (_limit == long.MaxValue || _events.NowMilliseconds - _measuredAt < MeasureMilliseconds)
            return _state;
        _measuredAt = _events.NowMilliseconds;
        var resident = _resident();
        var ofProcess = MemoryRule.Next(_state, resident, _limit);
        var ofBuffers = MemoryRule.Next(_state, _events.Buffers.UsedBytes, _events.Buffers.Limit);
        Enter((MemoryState)Math.Max((int)ofProcess, (int)ofBuffers), resident);
        return _state;
    }

    private void Enter(MemoryState next, long resident)
    {
        if (_state == MemoryState.Calm && next != MemoryState.Calm)
        {
            _counters.OnEpisode();
            _warn($"memory is short: {resident >> 20} MiB of {_limit >> 20} MiB, {_events.Buffers.UsedBytes >> 20} MiB of {_events.Buffers.Limit >> 20} MiB of buffers; new requests get 503, new TCP connections are refused. Raise the memory limit or --memory-limit, or send less at once");
        }
        else if (_state != MemoryState.Calm && next == MemoryState.Calm)
        {
            _inform($"memory suffices again; {_counters.Refused} requests and connections were refused so far, {_events.Shortage.Resets} reset");
        }
        _state = next;
    }
}
