namespace Mesh.Engine.Loops;

/// <summary>
/// A hierarchical timer wheel with a resolution of <see cref="TickMilliseconds"/>: four levels of 64 slots hold timers of up to
/// 18 hours, longer ones are cut to that. A timer never fires early and at most one tick late (plus the loop's own delay).
/// </summary>
public sealed class TimerWheel
{
    /// <summary>Length of a tick in milliseconds.</summary>
    public const int TickMilliseconds = 4;

    private const int SlotBits = 6;
    private const int Slots = 1 << SlotBits;
    private const int Levels = 4;
    private const long MaxTicks = (1L << (SlotBits * Levels)) - 1;

    private readonly TimerList[] _slots = new TimerList[Slots * Levels];
    private long _tick;

    /// <summary>Creates a wheel whose time is <paramref name="nowMilliseconds"/>.</summary>
    public TimerWheel(long nowMilliseconds)
    {
        _tick = nowMilliseconds / TickMilliseconds;
        for (var i = 0; i < _slots.Length; i++)
            _slots[i] = new TimerList();
    }

    /// <summary>Number of armed timers.</summary>
    public int Count { get; private set; }

    /// <summary>Arms <paramref name="timer"/> to fire <paramref name="delayMilliseconds"/> after <paramref name="nowMilliseconds"/>; an armed timer is moved.</summary>
    public void Arm(LoopTimer timer, long nowMilliseconds, long delayMilliseconds)
    {
        Cancel(timer);
        var due = (nowMilliseconds + Math.Max(0, delayMilliseconds) + TickMilliseconds - 1) / TickMilliseconds;
        timer.DueTick = Math.Clamp(due, _tick + 1, _tick + MaxTicks);
        Insert(timer);
        Count++;
    }

    /// <summary>Disarms <paramref name="timer"/>; does nothing when it is not armed.</summary>
    public void Cancel(LoopTimer timer)
    {
        if (timer.List is null)
            return;
        timer.List.Remove(timer);
        Count--;
    }

    /// <summary>Fires what is due at <paramref name="nowMilliseconds"/>. Callbacks may arm and cancel timers.</summary>
    public void Advance(long nowMilliseconds)
    {
        var target = nowMilliseconds / TickMilliseconds;
        while (_tick < target)
        {
            if (Count == 0)
            {
                _tick = target;
                return;
            }
            _tick++;
            Cascade();
            Expire(SlotAt(0, _tick));
        }
    }

    /// <summary>Milliseconds until the wheel needs <see cref="Advance"/> again; -1 when no timer is armed. Never too long, at times too short.</summary>
    public int NextDelay(long nowMilliseconds)
    {
        if (Count == 0)
            return -1;
        for (var ahead = 1; ahead <= Slots; ahead++)
        {
            var tick = _tick + ahead;
            if (SlotAt(0, tick).First is not null || (tick & (Slots - 1)) == 0)
                return (int)Math.Max(0, (tick * TickMilliseconds) - nowMilliseconds);
        }
        return 0;
    }

    private TimerList SlotAt(int level, long tick) => _slots[(level * Slots) + (int)((tick >> (SlotBits * level)) & (Slots - 1))];

    private void Insert(LoopTimer timer)
    {
        var distance = timer.DueTick - _tick;
        var level = 0;
        while (level < Levels - 1 && distance >= 1L << (SlotBits * (level + 1)))
            level++;
        SlotAt(level, timer.DueTick).Add(timer);
    }

    private void Cascade()
    {
        for (var level = 1; level < Levels && (_tick & ((1L << (SlotBits * level)) - 1)) == 0; level++)
        {
            var slot = SlotAt(level, _tick);
            while (slot.First is { } timer)
            {
                slot.Remove(timer);
                Insert(timer);
            }
        }
    }

    private void Expire(TimerList slot)
    {
        while (slot.First is { } timer)
        {
            slot.Remove(timer);
            if (timer.DueTick > _tick)
            {
                Insert(timer);
                continue;
            }
            Count--;
            timer.Fire();
        }
    }
}
