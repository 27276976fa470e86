using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mesh.Hosting.Files;

/// <summary>Writes files so that after a crash either the old or the new content is there, whole.</summary>
public static partial class AtomicFile
{
    /// <summary>Read and write for the owner, nothing for others.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Read and write for the owner, read for others.</summary>
    public const UnixFileMode Readable = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // O_RDONLY | O_CLOEXEC, the same on all Linux architectures; O_DIRECTORY is not, and fsync works without.
    private const int ReadOnlyAndCloseOnExec = 0x80000;

    /// <summary>Writes a file: a temporary one beside it, flushed to disk, then renamed, then the directory flushed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="mode">Its mode, from the first byte on.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var full = Path.GetFullPath(path);
        var temporary = full + ".tmp";
        File.Delete(temporary);
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0, UnixCreateMode = mode,
            };
            using (var file = new FileStream(temporary, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        FlushDirectory(Path.GetDirectoryName(full)!);
    }

    /// <summary>Makes what was created, renamed or deleted in a directory survive a crash (fsync(2)).</summary>
    public static void FlushDirectory(string directory)
    {
        using var handle = Open(directory, ReadOnlyAndCloseOnExec);
        if (handle.IsInvalid || Sync(handle) != 0)
            throw new IOException($"{directory} cannot be flushed to disk: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(SafeFileHandle handle);
}
