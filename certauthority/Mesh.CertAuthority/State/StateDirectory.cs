using Mesh.Hosting.Files;
using Mesh.Hosting.Programs;

namespace Mesh.CertAuthority.State;

/// <summary>
/// The directory with the authority's keys: mode 0700, its files 0600, used by one process at a time. What others could read or have written
/// is not trusted: the service refuses to start instead.
/// </summary>
internal sealed class StateDirectory : IStateStore, IDisposable
{
    /// <summary>Larger files are none of ours.</summary>
    public const int MaxFileBytes = 64 * 1024;

    private const UnixFileMode OwnerDirectory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly string _path;
    private readonly FileStream _lock;

    private StateDirectory(string path, FileStream @lock)
    {
        _path = path;
        _lock = @lock;
    }

    /// <summary>Opens the directory, creating it when it does not exist.</summary>
    /// <exception cref="StartupException">Others have access to it, or another process uses it.</exception>
    public static StateDirectory Open(string path)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(full, OwnerDirectory);
        RequirePrivate(full, "700");
        return new StateDirectory(full, Lock(Path.Combine(full, "lock")));
    }

    /// <summary>Absolute path of an entry.</summary>
    public string PathOf(string name) => Path.Combine(_path, name);

    /// <inheritdoc/>
    public bool Contains(string name) => File.Exists(PathOf(name));

    /// <inheritdoc/>
    /// <exception cref="StartupException">Others have access to it, or it is too large.</exception>
    public byte[]? Read(string name) => Read(name, MaxFileBytes);

    /// <summary>A file's content; null when there is none.</summary>
    /// <exception cref="StartupException">Others have access to it, or it is too large.</exception>
    public byte[]? Read(string name, int maxBytes)
    {
        var file = new FileInfo(PathOf(name));
        if (!file.Exists)
            return null;
        RequirePrivate(file.FullName, "600");
        if (file.Length > maxBytes)
            throw new StartupException($"{file.FullName} has {file.Length} bytes where at most {maxBytes} can be; restore it from a backup");
        return File.ReadAllBytes(file.FullName);
    }

    /// <summary>Replaces a file's content, whole and durably, mode 0600.</summary>
    public void Write(string name, ReadOnlySpan<byte> content) => AtomicFile.Write(PathOf(name), content, AtomicFile.OwnerOnly);

    /// <summary>Lets another process use the directory.</summary>
    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = AtomicFile.OwnerOnly,
            });
        }
        catch (IOException e)
        {
            throw new StartupException($"{path} is held by another process; one certificate authority at a time can use a state directory", e);
        }
    }

    private static void RequirePrivate(string path, string octal)
    {
        if (!FileOwner.IsCurrentUser(path))
            throw new StartupException($"{path} belongs to another user, who can read keys or plant them; check whose it is, then give it to the user of mesh-ca with chown");
        var mode = File.GetUnixFileMode(path);
        if ((mode & Others) != 0)
            throw new StartupException($"{path} has mode {Convert.ToString((int)mode, 8)}, so others can read keys or plant them; check who had access, then: chmod {octal} {path}");
    }
}
