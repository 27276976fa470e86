using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Mesh.Bench.Load;

/// <summary>
/// Linux' readiness queue with a timer of nanoseconds, for one thread. The generator shares the processors with what it
/// measures, so it must cost little; and a poll timeout of whole milliseconds would send late at 2000 requests a second.
/// </summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    /// <summary>Reported for the timer instead of a socket's tag.</summary>
    public const int TimerTag = -1;

    private const int Capacity = 256;
    private const uint Readable = 1;
    private const int ControlAdd = 1;
    private const int ControlDelete = 2;
    private const int ClockMonotonic = 1;

    // struct epoll_event is packed on x86-64 alone.
    private static readonly int Stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int TagOffset = Stride - 8;

    private readonly byte[] _events = new byte[Capacity * 16];
    private readonly int _epoll = Checked(Create(0));
    private readonly int _timer = Checked(CreateTimer(ClockMonotonic, 0x800));

    public Epoll() => Add(_timer, TimerTag);

    /// <summary>Watches a descriptor for something to read.</summary>
    public void Add(int descriptor, int tag)
    {
        Span<byte> record = stackalloc byte[16];
        record.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(record, Readable);
        BinaryPrimitives.WriteInt64LittleEndian(record[TagOffset..], tag);
        fixed (byte* pointer = record)
        {
            _ = Checked(Control(_epoll, ControlAdd, descriptor, pointer));
        }
    }

    public void Remove(int descriptor) => _ = Control(_epoll, ControlDelete, descriptor, null);

    /// <summary>Sets the timer off once, this long from now.</summary>
    public void ArmTimer(long nanoseconds)
    {
        var setting = new TimerSetting { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = Math.Max(1, nanoseconds % 1_000_000_000) };
        _ = Checked(SetTimer(_timer, 0, &setting, null));
    }

    /// <summary>Waits until something is ready; returns the tags of what is.</summary>
    public int Wait(Span<int> tags)
    {
        int count;
        fixed (byte* pointer = _events)
        {
            count = Wait(_epoll, pointer, Math.Min(Capacity, tags.Length), -1);
        }

        for (var index = 0; index < count; index++)
        {
            tags[index] = (int)BinaryPrimitives.ReadInt64LittleEndian(_events.AsSpan((index * Stride) + TagOffset));
            if (tags[index] == TimerTag)
            {
                long expirations;
                _ = Read(_timer, &expirations, sizeof(long));
            }
        }

        return Math.Max(0, count);
    }

    public void Dispose()
    {
        _ = Close(_timer);
        _ = Close(_epoll);
    }

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    /// <summary><c>struct itimerspec</c>; the interval comes first and stays zero.</summary>
    private struct TimerSetting
    {
        public long IntervalSeconds;
        public long IntervalNanoseconds;
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, int descriptor, byte* record);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int epoll, byte* events, int capacity, int timeout);

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial int CreateTimer(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    private static partial int SetTimer(int timer, int flags, TimerSetting* setting, TimerSetting* previous);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, void* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
