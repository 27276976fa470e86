using System.Runtime.InteropServices;

namespace Mesh.Hosting.Files;

/// <summary>Who owns a file.</summary>
public static partial class FileOwner
{
    // AT_FDCWD; STATX_UID; struct statx has the same layout on all architectures, with stx_uid at offset 20.
    private const int WorkingDirectory = -100;
    private const uint UserId = 0x8;
    private const int UserIdOffset = 20;
    private const int StatxBytes = 256;

    /// <summary>Whether a file or directory belongs to the user that this process runs as. Others can change its mode whenever they like.</summary>
    /// <exception cref="IOException">It cannot be examined.</exception>
    public static bool IsCurrentUser(string path)
    {
        Span<byte> status = stackalloc byte[StatxBytes];
        if (Statx(WorkingDirectory, path, 0, UserId, status) != 0)
            throw new IOException($"{path} cannot be examined: {Marshal.GetLastPInvokeErrorMessage()}");
        return MemoryMarshal.Read<uint>(status[UserIdOffset..]) == EffectiveUserId();
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUserId();
}
