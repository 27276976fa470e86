using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Mesh.TestKit;

/// <summary>A directory that is gone with the test, or at the latest when the next process makes one.</summary>
public sealed partial class TemporaryDirectory : IDisposable
{
    private const string Prefix = "mesh-test-";
    private static readonly string OwnPrefix = $"{Prefix}{Environment.ProcessId}-";

    static TemporaryDirectory()
    {
        Remove(process => !ProcessExit.IsAlive(process));
        ProcessExit.Register(() => Remove(process => process == Environment.ProcessId));
    }

    /// <summary>The directory's absolute path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory(OwnPrefix).FullName;

    /// <summary>The absolute path of an entry of the directory.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Makes a subdirectory that belongs to a user, so that programs of that user can write into it.</summary>
    public string Subdirectory(string name, int uid = 0)
    {
        var path = Directory.CreateDirectory(this[name]).FullName;
        if (uid != 0)
        {
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            Own(path, uid);
        }

        return path;
    }

    /// <summary>Makes a subdirectory that only root can enter, as the services' state directories must be.</summary>
    public string PrivateSubdirectory(string name)
    {
        var path = Directory.CreateDirectory(this[name]).FullName;
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>Gives a file or directory to a user and the group of the same number.</summary>
    public static void Own(string path, int uid)
    {
        if (ChangeOwner(path, (uint)uid, (uint)uid) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{path} cannot be given to user {uid}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private static void Remove(Func<int, bool> isOwner)
    {
        foreach (var directory in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                if (int.TryParse(System.IO.Path.GetFileName(directory)[Prefix.Length..].Split('-')[0], out var process) && isOwner(process))
                {
                    Directory.Delete(directory, recursive: true);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Somebody else's, or swept by another process at the same time.
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint uid, uint gid);
}
