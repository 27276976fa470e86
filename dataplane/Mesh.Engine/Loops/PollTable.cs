using System.Runtime.InteropServices;

using Mesh.Engine.Interop;

namespace Mesh.Engine.Loops;

/// <summary>
/// An epoll instance and the owners of its descriptors. An event carries its slot and the slot's generation, so that an event
/// of a descriptor closed earlier in the same batch reaches nobody, also when the slot has a new owner.
/// </summary>
internal sealed unsafe class PollTable : IDisposable
{
    private const int BatchSize = 256;
    private const PollEvents Interest = PollEvents.Readable | PollEvents.Writable | PollEvents.PeerHangUp | PollEvents.EdgeTriggered;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EventSize - sizeof(ulong);

    private readonly byte* _events = (byte*)NativeMemory.Alloc(BatchSize, (nuint)EventSize);
    private readonly int _epoll;
    private Slot[] _slots = new Slot[64];
    private int _firstFree = -1;
    private int _used;

    internal PollTable()
    {
        _epoll = Libc.EpollCreate(Libc.EpollCloseOnExec);
        if (_epoll < 0)
            throw new IOException($"epoll_create1: {Errno.Text(Errno.Last)}");
    }

    /// <summary>Number of watched descriptors.</summary>
    internal int Count { get; private set; }

    /// <summary>Watches <paramref name="fd"/> for everything, edge-triggered, until <see cref="Remove"/>.</summary>
    internal ulong Add(int fd, IPollSource source)
    {
        var index = TakeSlot();
        ref var slot = ref _slots[index];
        var token = ((ulong)slot.Generation << 32) | (uint)index;
        var entry = stackalloc byte[16];
        *(uint*)entry = (uint)Interest;
        NativeMemory.Copy(&token, entry + DataOffset, sizeof(ulong));
        if (Libc.EpollControl(_epoll, Libc.EpollAdd, fd, entry) < 0)
        {
            ReleaseSlot(index);
            throw new IOException($"epoll_ctl: {Errno.Text(Errno.Last)}");
        }
        slot.Source = source;
        Count++;
        return token;
    }

    /// <summary>Forgets the owner; call before the descriptor is closed.</summary>
    internal void Remove(ulong token, int fd)
    {
        var index = (int)(uint)token;
        if (_slots[index].Source is null || _slots[index].Generation != (uint)(token >> 32))
            return;
        // A duplicate made by a forked child would keep the descriptor in the set after close.
        Libc.EpollControl(_epoll, Libc.EpollDelete, fd, null);
        ReleaseSlot(index);
        Count--;
    }

    /// <summary>Waits; returns the number of events, to be read with <see cref="TryGetEvent"/>.</summary>
    internal int Wait(int timeoutMilliseconds)
    {
        var count = Libc.EpollWait(_epoll, _events, BatchSize, timeoutMilliseconds);
        if (count < 0 && Errno.Last != Errno.Interrupted)
            throw new IOException($"epoll_wait: {Errno.Text(Errno.Last)}");
        return Math.Max(0, count);
    }

    /// <summary>Event <paramref name="index"/> of the last batch; null when its descriptor is no longer watched.</summary>
    internal IPollSource? TryGetEvent(int index, out PollEvents events)
    {
        var entry = _events + (index * EventSize);
        events = (PollEvents)(*(uint*)entry);
        ulong token;
        NativeMemory.Copy(entry + DataOffset, &token, sizeof(ulong));
        ref var slot = ref _slots[(int)(uint)token];
        return slot.Generation == (uint)(token >> 32) ? slot.Source : null;
    }

    /// <summary>The owners.</summary>
    internal IEnumerable<IPollSource> Sources => _slots.Take(_used).Select(static slot => slot.Source).OfType<IPollSource>();

    /// <summary>Tells every owner that the loop goes away.</summary>
    internal void CloseAll()
    {
        for (var i = 0; i < _used; i++)
            _slots[i].Source?.OnLoopClosed();
    }

    public void Dispose()
    {
        _ = Libc.Close(_epoll);
        NativeMemory.Free(_events);
    }

    private int TakeSlot()
    {
        if (_firstFree < 0)
        {
            if (_used == _slots.Length)
                Array.Resize(ref _slots, _used * 2);
            return _used++;
        }
        var index = _firstFree;
        _firstFree = _slots[index].NextFree;
        return index;
    }

    private void ReleaseSlot(int index)
    {
        ref var slot = ref _slots[index];
        slot.Source = null;
        slot.Generation++;
        slot.NextFree = _firstFree;
        _firstFree = index;
    }

    private struct Slot
    {
        internal IPollSource? Source;
        internal uint Generation;
        internal int NextFree;
    }
}
