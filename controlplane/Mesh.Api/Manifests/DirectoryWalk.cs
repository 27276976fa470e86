using Mesh.Api.Problems;

namespace Mesh.Api.Manifests;

/// <summary>One walk through a directory.</summary>
/// <param name="root">The directory.</param>
internal sealed class DirectoryWalk(string root)
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    private readonly List<ManifestFile> _files = [];
    private readonly List<Problem> _problems = [];
    private readonly string _realRoot = RealPath(root);
    private long _sum;

    public void Report(string file, string message, string remedy) => _problems.Add(ManifestDirectory.Unreadable(file, message, remedy));

    public DirectoryContent ToContent() =>
        new([.. _files.OrderBy(file => file.Name, StringComparer.Ordinal)], [.. _problems.OrderBy(problem => problem.File, StringComparer.Ordinal)]);

    /// <param name="relative">The directory's name below the root; empty for the root.</param>
    /// <param name="depth">0 for the root.</param>
    public void Enter(string relative, int depth)
    {
        if (depth > ManifestDirectory.DeepestDirectory)
        {
            Report(relative, $"the directory is nested deeper than {ManifestDirectory.DeepestDirectory} levels", "move it up");
            return;
        }

        foreach (var entry in EntriesOf(relative))
        {
            if (entry.Name.StartsWith('.'))
                continue;
            var name = relative.Length == 0 ? entry.Name : $"{relative}/{entry.Name}";
            if (entry is not DirectoryInfo)
                Visit(entry, name);
            else if (entry.LinkTarget is null)
                Enter(name, depth + 1);
        }
    }

    private FileSystemInfo[] EntriesOf(string relative)
    {
        try
        {
            var entries = new DirectoryInfo(Path.Combine(root, relative)).GetFileSystemInfos();
            Array.Sort(entries, (one, other) => string.CompareOrdinal(one.Name, other.Name));
            return entries;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Report(relative, "the directory cannot be read: " + error.Message, "check that it exists and its permissions");
            return [];
        }
    }

    private void Visit(FileSystemInfo entry, string name)
    {
        if (!ManifestDirectory.IsManifest(entry.Name))
            return;
        if (_files.Count >= ManifestDirectory.MostFiles)
        {
            if (_files.Count == ManifestDirectory.MostFiles && !_problems.Exists(problem => problem.File.Length == 0))
                Report("", $"the directory has more than {ManifestDirectory.MostFiles} manifest files", "join or remove some");
            return;
        }

        try
        {
            if (ReadBounded(entry, name) is { } text)
                _files.Add(new ManifestFile(name, text));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Report(name, "the file cannot be read: " + error.Message, "check its permissions");
        }
    }

    private string? ReadBounded(FileSystemInfo entry, string name)
    {
        var real = RealPath(entry.FullName);
        if (entry.LinkTarget is not null && !real.StartsWith(_realRoot + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            Report(name, "the link leads out of the directory", "copy the file into it");
            return null;
        }

        var (text, size, fault) = ManifestFileReader.Read(real);
        _sum += size;
        if (_sum > ManifestDirectory.LargestSum)
            fault = "the files together are larger than 64 MiB";
        if (fault is not null)
            Report(name, fault, "split or remove it");
        return fault is null ? text : null;
    }

    private static string RealPath(string path)
    {
        var links = 0;
        return Resolve(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

        string Resolve(string full)
        {
            if (Path.GetDirectoryName(full) is not { } parent)
                return full;
            var step = Path.Combine(Resolve(parent), Path.GetFileName(full));
            if (new FileInfo(step).LinkTarget is not { } target)
                return step;
            if (++links > MostLinks)
                throw new IOException("too many links");
            return Resolve(Path.GetFullPath(target, Path.GetDirectoryName(step)!));
        }
    }
}
