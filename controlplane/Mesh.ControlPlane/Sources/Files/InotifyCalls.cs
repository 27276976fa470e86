using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mesh.ControlPlane.Sources.Files;

/// <summary>
/// The kernel's inotify(7). .NET's FileSystemWatcher sits on the same calls but hides when a writer closes a file
/// (IN_CLOSE_WRITE), and that is what tells a finished file from half of one.
/// </summary>
internal static partial class InotifyCalls
{
    public const uint Modify = 0x2;
    public const uint CloseWrite = 0x8;
    public const uint MovedFrom = 0x40;
    public const uint MovedTo = 0x80;
    public const uint Create = 0x100;
    public const uint Delete = 0x200;
    public const uint DeleteSelf = 0x400;
    public const uint MoveSelf = 0x800;
    public const uint Overflow = 0x4000;
    public const uint Ignored = 0x8000;
    public const uint IsDirectory = 0x40000000;

    /// <summary>All that matters here, for directories only (IN_ONLYDIR).</summary>
    public const uint Wanted = Modify | CloseWrite | MovedFrom | MovedTo | Create | Delete | DeleteSelf | MoveSelf | 0x1000000;

    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const short PollIn = 1;
    private const int EventFlags = NonBlocking | CloseOnExec;

    /// <summary>Opens an inotify instance; invalid with errno when the user has no more.</summary>
    public static SafeFileHandle Open() => inotify_init1(NonBlocking | CloseOnExec);

    /// <summary>Opens an eventfd, to wake <see cref="WaitForEither"/> up.</summary>
    public static SafeFileHandle OpenWakeUp() => eventfd(0, EventFlags);

    /// <summary>Watches a directory; −1 with errno when that fails. The same directory has the same number.</summary>
    public static int Add(SafeFileHandle inotify, string directory) => inotify_add_watch(inotify, directory, Wanted);

    /// <summary>Ends a watch.</summary>
    public static void Remove(SafeFileHandle inotify, int watch) => _ = inotify_rm_watch(inotify, watch);

    /// <summary>Reads events; 0 or less when there are none.</summary>
    public static int Read(SafeFileHandle inotify, Span<byte> buffer) => (int)read(inotify, buffer, (nuint)buffer.Length);

    /// <summary>Blocks until one of the two can be read.</summary>
    /// <returns>Whether it is the first.</returns>
    public static bool WaitForEither(SafeFileHandle first, SafeFileHandle second)
    {
        Span<PollEntry> entries =
        [
            new PollEntry { Descriptor = (int)first.DangerousGetHandle(), Events = PollIn },
            new PollEntry { Descriptor = (int)second.DangerousGetHandle(), Events = PollIn },
        ];
        while (poll(entries, (nuint)entries.Length, -1) < 0)
        {
        }

        return entries[1].Returned == 0;
    }

    /// <summary>Makes an eventfd readable.</summary>
    public static void WakeUp(SafeFileHandle wakeUp) => _ = write(wakeUp, BitConverter.GetBytes(1UL), sizeof(ulong));

    [LibraryImport("libc", SetLastError = true)]
    private static partial SafeFileHandle inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(SafeFileHandle inotify, string path, uint mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int inotify_rm_watch(SafeFileHandle inotify, int watch);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(SafeFileHandle descriptor, Span<byte> buffer, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(SafeFileHandle descriptor, ReadOnlySpan<byte> buffer, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial SafeFileHandle eventfd(uint value, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(Span<PollEntry> entries, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
