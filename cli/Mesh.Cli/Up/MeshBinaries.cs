using Mesh.Cli.Shared;

namespace Mesh.Cli.Up;

/// <summary>Finds the mesh's other programs.</summary>
internal sealed class MeshBinaries(string? directory, string? path)
{
    private readonly string[] _directories =
        directory is not null ? [directory] : [AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "..", "..", "bin"), .. (path ?? "").Split(Path.PathSeparator)];

    /// <summary>Full path of a program.</summary>
    /// <exception cref="CliException">It is in none of the places.</exception>
    internal string Find(string program)
    {
        foreach (var candidate in _directories.Where(d => d.Length > 0).Select(d => Path.GetFullPath(Path.Combine(d, program))))
        {
            if (File.Exists(candidate))
                return candidate;
        }
        throw new CliException($"'{program}' is not beside meshctl and not on PATH", "build it with 'make binaries' or give --bin-dir");
    }
}
