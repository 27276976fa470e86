namespace Mesh.Architecture.Tests.Projects;

public sealed class ProjectFileTests
{
    [Fact]
    public void A_project_file_is_read()
    {
        var project = ProjectFile.Parse("cli/Mesh.X/Mesh.X.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><AssemblyName>mesh-x</AssemblyName><OutputType>Exe</OutputType></PropertyGroup>
              <ItemGroup><ProjectReference Include="$(MeshRoot)a/Mesh.A/Mesh.A.csproj" /><PackageReference Include="P" /></ItemGroup>
              <ItemGroup><ProjectReference Include="..\Mesh.B\Mesh.B.csproj" /></ItemGroup>
            </Project>
            """);

        Assert.Equal(("cli", "Mesh.X", "mesh-x", true), (project.Folder, project.Name, project.AssemblyName, project.IsExecutable));
        Assert.Equal(["Mesh.A", "Mesh.B"], project.References);
        Assert.Equal(["P"], project.Packages);
    }

    [Theory]
    [InlineData("Microsoft.NET.Sdk.Web", "", true)]
    [InlineData("Microsoft.NET.Sdk.Web", "<OutputType>Library</OutputType>", false)]
    [InlineData("Microsoft.NET.Sdk", "", false)]
    public void The_kind_follows_from_sdk_and_output(string sdk, string output, bool executable) =>
        Assert.Equal(executable, ProjectFile.Parse("a/B/B.csproj", $"<Project Sdk=\"{sdk}\"><PropertyGroup>{output}</PropertyGroup></Project>").IsExecutable);
}
