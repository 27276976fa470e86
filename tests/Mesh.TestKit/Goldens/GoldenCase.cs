namespace Mesh.TestKit.Goldens;

/// <summary>
/// A directory <c>tests/PROJECT/testdata/CASE</c> with an input and the output expected for it. With UPDATE_GOLDENS=1 in the
/// environment the output is written instead of compared: review the difference before committing it.
/// </summary>
/// <param name="Project">The test project.</param>
/// <param name="Name">The case.</param>
public sealed record GoldenCase(string Project, string Name)
{
    private string Folder => Path.Combine(Root, "tests", Project, "testdata", Name);

    private static string Root { get; } = FindRoot();

    /// <summary>Names of all cases of a project, or of those below one directory of its testdata.</summary>
    public static IReadOnlyList<string> Names(string project, string group = "")
    {
        var testdata = Path.Combine(Root, "tests", project, "testdata");
        return [.. Directory.EnumerateDirectories(Path.Combine(testdata, group)).Select(folder => Path.GetRelativePath(testdata, folder)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Text of a file of the case.</summary>
    public string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));

    /// <summary>The expected text of an output file, or <paramref name="actual"/> when goldens are being updated.</summary>
    public string Expected(string file, string actual)
    {
        var path = Path.Combine(Folder, file);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
            File.WriteAllText(path, actual);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Mesh.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Mesh.sln is not above the test's directory");
    }
}
