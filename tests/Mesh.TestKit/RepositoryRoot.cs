namespace Mesh.TestKit;

/// <summary>Where the sources are.</summary>
public static class RepositoryRoot
{
    /// <summary>Absolute path of the directory that holds Mesh.sln.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(directory.FullName, "Mesh.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"no directory above {AppContext.BaseDirectory} holds Mesh.sln");
    }
}
