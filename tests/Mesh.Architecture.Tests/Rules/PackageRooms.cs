using Mesh.Architecture.Tests.Projects;

namespace Mesh.Architecture.Tests.Rules;

/// <summary>Which packages live in which projects.</summary>
internal static class PackageRooms
{
    private static readonly (string Package, string[] Projects)[] Rooms =
    [
        ("BouncyCastle.Cryptography", ["Mesh.CertAuthority"]),
        ("KubernetesClient", ["Mesh.Hosting", "Mesh.ControlPlane", "Mesh.CertAuthority", "Mesh.Injector", "Mesh.Cli"]),
        ("Yarp.ReverseProxy", ["Mesh.Gateway"]),
    ];

    /// <summary>Projects that use the framework and nothing else.</summary>
    public static readonly IReadOnlyList<string> WithoutPackages = ["Mesh.Engine", "Mesh.Identity"];

    /// <summary>Checks one project's packages, however they were found.</summary>
    /// <param name="project">The project.</param>
    /// <param name="packages">The packages, or the assemblies that they hold.</param>
    /// <param name="how">How it uses them, for the message.</param>
    public static IEnumerable<string> Check(ProjectFile project, IReadOnlyCollection<string> packages, string how)
    {
        foreach (var (package, projects) in Rooms)
        {
            if (packages.Contains(package) && !projects.Contains(project.Name))
                yield return $"{project.Path} {how} {package}, which lives in {string.Join(", ", projects)} only";
        }
    }
}
