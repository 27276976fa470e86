using System.Numerics;

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

    // One bit per slot that holds a timer: time without timers is skipped, not walked through.
    private readonly ulong[] _occupied = new ulong[Levels];
    private long _tick;

    /// <summary>Creates a wheel whose time is <paramref name="nowMilliseconds"/>.</summary>
    public TimerWheel(long nowMilliseconds)
    {
        _tick = nowMilliseconds / TickMilliseconds;
        for (var i = 0; i < _slots.Length; i++)
            _slots[i] = new TimerList(i / Slots, i % Slots);
    }

    /// <summary>Number of armed timers.</summary>
    public int Count { get; private set; }

    /// <summary>Arms <paramref name="timer"/> to fire <paramref name="delayMilliseconds"/> after <paramref name="nowMilliseconds"/>; an armed timer is moved.</summary>
    public void Arm(LoopTimer timer, long nowMilliseconds, long delayMilliseconds)
    {
        Cancel(timer);
        var delay = Math.Clamp(delayMilliseconds, 0, MaxTicks * TickMilliseconds);
        var due = (nowMilliseconds + delay + TickMilliseconds - 1) / TickMilliseconds;
        timer.DueTick = Math.Clamp(due, _tick + 1, _tick + MaxTicks);
        Insert(timer);
        Count++;
    }

    /// <summary>Disarms <paramref name="timer"/>; does nothing when it is not armed.</summary>
    public void Cancel(LoopTimer timer)
    {
        if (timer.List is null)
            return;
        TakeOut(timer);
        Count--;
    }

    /// <summary>Fires what is due at <paramref name="nowMilliseconds"/>. Callbacks may arm and cancel timers. When one throws, call again.</summary>
    public void Advance(long nowMilliseconds)
    {
        // Left over from a call that a callback's exception ended.
        Expire(SlotAt(0, _tick));
        var target = nowMilliseconds / TickMilliseconds;
        while (NextTick() is var next && next <= target)
        {
            _tick = next;
            Cascade();
            Expire(SlotAt(0, _tick));
        }
        _tick = Math.Max(_tick, target);
    }

    /// <summary>Milliseconds until the wheel needs <see cref="Advance"/> again; -1 when no timer is armed. Never too long, at times too short.</summary>
    public int NextDelay(long nowMilliseconds)
    {
        var next = NextTick();
        return next == long.MaxValue ? -1 : (int)Math.Max(0, (next * TickMilliseconds) - nowMilliseconds);
    }

    private TimerList SlotAt(int level, long tick) => _slots[(level * Slots) + (int)((tick >> (SlotBits * level)) & (Slots - 1))];

    private void Insert(LoopTimer timer)
    {
        var distance = timer.DueTick - _tick;
        var level = 0;
        while (level < Levels - 1 && distance >= 1L << (SlotBits * (level + 1)))
            level++;
        var slot = SlotAt(level, timer.DueTick);
        slot.Add(timer);
        _occupied[level] |= 1UL << slot.Index;
    }

    private void TakeOut(LoopTimer timer)
    {
        var slot = timer.List!;
        slot.Remove(timer);
        if (slot.First is null)
            _occupied[slot.Level] &= ~(1UL << slot.Index);
    }

    /// <summary>The first tick after the current one at which a timer is due or moves down a level.</summary>
    private long NextTick()
    {
        var next = long.MaxValue;
        for (var level = 0; level < Levels; level++)
        {
            if (_occupied[level] == 0)
                continue;
            var position = (_tick >> (SlotBits * level)) + 1;
            var ahead = BitOperations.TrailingZeroCount(BitOperations.RotateRight(_occupied[level], (int)(position & (Slots - 1))));
            next = Math.Min(next, (position + ahead) << (SlotBits * level));
        }
        return next;
    }

    private void Cascade()
    {
        for (var level = 1; level < Levels && (_tick & ((1L << (SlotBits * level)) - 1)) == 0; level++)
        {
            var slot = SlotAt(level, _tick);
            while (slot.First is { } timer)
            {
                TakeOut(timer);
                Insert(timer);
            }
        }
    }

    private void Expire(TimerList slot)
    {
        while (slot.First is { } timer)
        {
            Cancel(timer);
            timer.Fire();
        }
    }
}
