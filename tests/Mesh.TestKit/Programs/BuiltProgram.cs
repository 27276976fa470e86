namespace Mesh.TestKit.Programs;

/// <summary>Finds the mesh's own executables: published (artifacts/bin) or just built (bin/Debug, bin/Release).</summary>
public static class BuiltProgram
{
    private static readonly Dictionary<string, string> Projects = new(StringComparer.Ordinal)
    {
        ["mesh-ca"] = "certauthority/Mesh.CertAuthority",
        ["mesh-controlplane"] = "controlplane/Mesh.ControlPlane",
        ["mesh-proxy"] = "dataplane/Mesh.Proxy",
        ["mesh-proxyinit"] = "dataplane/Mesh.ProxyInit",
        ["meshctl"] = "cli/Mesh.Cli",
        ["shop"] = "examples/shop/Shop",
    };

    /// <summary>
    /// The newest executable named <paramref name="name"/>: <c>mesh-ca</c>, <c>mesh-controlplane</c>, <c>mesh-proxy</c>,
    /// <c>mesh-proxyinit</c>, <c>meshctl</c> or <c>shop</c>.
    /// </summary>
    /// <exception cref="FileNotFoundException">It is not built; the message says how to build it.</exception>
    public static string Find(string name)
    {
        var project = Projects[name];
        return Candidates(name, project).Where(File.Exists).MaxBy(Built)
            ?? throw new FileNotFoundException($"{name} is not built: dotnet build {project}");
    }

    /// <summary>The published executable in artifacts/bin (natively compiled where the project says so), for measurements.</summary>
    /// <exception cref="FileNotFoundException">It is not published; the message says what to do.</exception>
    public static string FindPublished(string name) => Published(name).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"{name} is not in artifacts/bin: dotnet publish {Projects[name]} -c Release -o artifacts/bin");

    /// <summary>Whether <see cref="FindPublished"/> would find all of them.</summary>
    public static bool IsPublished(params IEnumerable<string> names) => names.All(name => Published(name).Any(File.Exists));

    /// <summary>Whether <see cref="Find"/> would find it.</summary>
    public static bool Exists(string name) => Candidates(name, Projects[name]).Any(File.Exists);

    private static IEnumerable<string> Candidates(string name, string project) =>
        Published(name).Concat(new[] { "Release", "Debug" }.Select(kind => Path.Combine(RepositoryRoot.Path, project, "bin", kind, "net10.0", name)));

    private static IEnumerable<string> Published(string name) =>
        new[] { name, $"{name}/{name}" }.Select(path => Path.Combine(RepositoryRoot.Path, "artifacts/bin", path));

    // The apphost of a managed program is rewritten rarely; its assembly tells the age.
    private static DateTime Built(string path) =>
        File.GetLastWriteTimeUtc(File.Exists(path + ".dll") ? path + ".dll" : path);
}
