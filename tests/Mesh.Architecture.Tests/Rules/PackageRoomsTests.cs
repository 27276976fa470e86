using Mesh.Architecture.Tests.Projects;

namespace Mesh.Architecture.Tests.Rules;

public sealed class PackageRoomsTests
{
    [Theory]
    [InlineData("Mesh.CertAuthority", "BouncyCastle.Cryptography", true)]
    [InlineData("Mesh.Identity", "BouncyCastle.Cryptography", false)]
    [InlineData("Mesh.Hosting", "KubernetesClient", true)]
    [InlineData("Mesh.Model", "KubernetesClient", false)]
    [InlineData("Mesh.Gateway", "Yarp.ReverseProxy", true)]
    [InlineData("Mesh.Proxy", "Yarp.ReverseProxy", false)]
    [InlineData("Mesh.Proxy", "Google.Protobuf", true)]
    public void A_package_stays_in_its_room(string name, string package, bool allowed)
    {
        var project = new ProjectFile($"x/{name}/{name}.csproj", name, name, false, [], [package]);

        var violations = PackageRooms.Check(project, project.Packages, "references").ToList();

        Assert.Equal(allowed, violations.Count == 0);
        Assert.All(violations, violation => Assert.StartsWith($"x/{name}/{name}.csproj references {package}, which lives in ", violation, StringComparison.Ordinal));
    }
}
