namespace Mesh.TestKit;

/// <summary>A directory that is gone with the test.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    /// <summary>The directory's absolute path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("mesh-test-").FullName;

    /// <summary>The absolute path of an entry of the directory.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Makes a subdirectory that belongs to a user, so that programs of that user can write into it.</summary>
    public string Subdirectory(string name, int uid = 0)
    {
        var path = Directory.CreateDirectory(this[name]).FullName;
        if (uid != 0)
        {
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            Programs.Command.Run("chown", $"{uid}:{uid}", path);
        }

        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
