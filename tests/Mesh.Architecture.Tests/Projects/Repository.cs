using Mesh.TestKit;
using Mono.Cecil;

namespace Mesh.Architecture.Tests.Projects;

/// <summary>The repository's projects and what they built.</summary>
internal static class Repository
{
    // bin/Debug/net10.0 of this test: the others are built the same way.
    private static readonly string Output = Path.GetRelativePath(
        Path.Combine(RepositoryRoot.Path, "tests/Mesh.Architecture.Tests"), AppContext.BaseDirectory.TrimEnd('/'));

    /// <summary>All projects, tests and examples included.</summary>
    public static IReadOnlyList<ProjectFile> Projects { get; } =
        [.. Directory.EnumerateFiles(RepositoryRoot.Path, "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(RepositoryRoot.Path, file))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && path.Count(c => c == '/') >= 2)
            .Order(StringComparer.Ordinal)
            .Select(path => ProjectFile.Parse(path, Read(path)))];

    /// <summary>The projects that make up the product.</summary>
    public static IReadOnlyList<ProjectFile> Product { get; } = [.. Projects.Where(project => project.Folder is not ("tests" or "examples"))];

    /// <summary>Reads a file of the repository.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, path));

    /// <summary>Opens what a project built; dispose it.</summary>
    public static ModuleDefinition OpenModule(ProjectFile project)
    {
        var path = Path.Combine(RepositoryRoot.Path, Path.GetDirectoryName(project.Path)!, Output, project.AssemblyName + ".dll");
        return File.Exists(path) ? ModuleDefinition.ReadModule(path) : throw new FileNotFoundException($"{project.Path} is not built: {path} is missing");
    }
}
