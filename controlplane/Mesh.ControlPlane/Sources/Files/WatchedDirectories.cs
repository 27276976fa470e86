using Mesh.Api.Manifests;
using Microsoft.Win32.SafeHandles;

namespace Mesh.ControlPlane.Sources.Files;

/// <summary>The kernel's watches on a directory and those below it, as far as manifests are read there.</summary>
internal sealed class WatchedDirectories(SafeFileHandle inotify, string root)
{
    private readonly Dictionary<int, string> _directories = [];

    /// <summary>Whether the root is watched.</summary>
    public bool HasRoot => _directories.ContainsValue("");

    /// <summary>The directory of a watch, relative to the root; null when it is watched no more.</summary>
    public string? Find(int watch) => _directories.GetValueOrDefault(watch);

    /// <summary>Watches the directories that are there now, and no others.</summary>
    public void Refresh()
    {
        var seen = new HashSet<int>();
        Visit("", 0, seen);
        foreach (var gone in _directories.Keys.Where(watch => !seen.Contains(watch)).ToArray())
        {
            InotifyCalls.Remove(inotify, gone);
            _directories.Remove(gone);
        }
    }

    private void Visit(string relative, int depth, HashSet<int> seen)
    {
        var path = Path.Combine(root, relative);
        var watch = InotifyCalls.Add(inotify, path);
        if (watch < 0)
            return;
        seen.Add(watch);
        _directories[watch] = relative;
        if (depth == ManifestDirectory.DeepestDirectory)
            return;
        foreach (var name in DirectoriesIn(path))
            Visit(Path.Combine(relative, name), depth + 1, seen);
    }

    private static IEnumerable<string> DirectoriesIn(string path)
    {
        try
        {
            return
            [
                .. new DirectoryInfo(path).EnumerateDirectories()
                    .Where(directory => !directory.Name.StartsWith('.') && directory.LinkTarget is null)
                    .Select(directory => directory.Name),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It vanished meanwhile, or reading the manifests will report it.
            return [];
        }
    }
}
