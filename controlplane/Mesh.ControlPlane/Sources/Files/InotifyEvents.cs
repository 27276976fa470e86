using System.Runtime.InteropServices;
using System.Text;

namespace Mesh.ControlPlane.Sources.Files;

/// <summary>One event as the kernel wrote it.</summary>
/// <param name="Watch">The watched directory's number; −1 for <see cref="InotifyCalls.Overflow"/>.</param>
/// <param name="Mask">What happened.</param>
/// <param name="Name">The entry in the directory; empty when the event is about the directory itself.</param>
internal readonly record struct InotifyEvent(int Watch, uint Mask, string Name);

/// <summary>Reads the kernel's buffer of events (struct inotify_event).</summary>
internal static class InotifyEvents
{
    private const int HeaderBytes = 16;

    /// <summary>The events of a buffer.</summary>
    public static List<InotifyEvent> Read(ReadOnlySpan<byte> buffer)
    {
        var events = new List<InotifyEvent>();
        while (buffer.Length >= HeaderBytes)
        {
            var watch = MemoryMarshal.Read<int>(buffer);
            var mask = MemoryMarshal.Read<uint>(buffer[4..]);
            var length = MemoryMarshal.Read<int>(buffer[12..]);
            var name = buffer.Slice(HeaderBytes, length);
            var end = name.IndexOf((byte)0);
            events.Add(new InotifyEvent(watch, mask, Encoding.UTF8.GetString(end < 0 ? name : name[..end])));
            buffer = buffer[(HeaderBytes + length)..];
        }

        return events;
    }
}
