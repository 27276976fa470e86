using Mesh.Api.Problems;

namespace Mesh.Api.Manifests;

/// <summary>
/// Reads the manifests below a directory: <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c>, in sub-directories too. Hidden files and
/// directories are skipped. A linked file counts when its target lies below the directory; linked directories are not entered.
/// </summary>
public static class ManifestDirectory
{
    /// <summary>Most files.</summary>
    public const int MostFiles = 10_000;

    /// <summary>Deepest sub-directory.</summary>
    public const int DeepestDirectory = 16;

    /// <summary>Largest sum of the files' sizes, in bytes.</summary>
    public const long LargestSum = 64 * 1024 * 1024;

    /// <summary>Reads the files and what they contain. Never throws for what it finds.</summary>
    /// <param name="path">The directory.</param>
    public static ManifestSet Read(string path)
    {
        var content = ReadFiles(path);
        return ManifestReader.Read(content.Files, content.Problems);
    }

    /// <summary>Reads only the files, so that a caller can compare them with what it had. Never throws for what it finds.</summary>
    /// <param name="path">The directory.</param>
    public static DirectoryContent ReadFiles(string path)
    {
        try
        {
            var walk = new DirectoryWalk(path);
            walk.Enter("", 0);
            return walk.ToContent();
        }
        catch (IOException error)
        {
            return new DirectoryContent([], [Unreadable("", error.Message, "check the directory's path")]);
        }
    }

    /// <summary>Whether a file of that name is read, unless it is hidden.</summary>
    /// <param name="name">File name without directory.</param>
    public static bool IsManifest(string name) =>
        Path.GetExtension(name).ToUpperInvariant() is ".YAML" or ".YML" or ".JSON";

    internal static Problem Unreadable(string file, string message, string remedy) =>
        new(ProblemSeverity.Error, file, 0, "", "", message, remedy);
}
