using Mesh.Architecture.Tests.Projects;
using Mesh.Architecture.Tests.Table;

namespace Mesh.Architecture.Tests.Rules;

public sealed class ArrowRulesTests
{
    private static readonly ProjectRow[] Table =
    [
        new("protos", "Mesh.A", false, new HashSet<string>()),
        new("cli", "Mesh.B", true, new HashSet<string> { "Mesh.A" }),
    ];

    private static readonly ProjectFile A = Project("protos/Mesh.A/Mesh.A.csproj", executable: false);
    private static readonly ProjectFile B = Project("cli/Mesh.B/Mesh.B.csproj", executable: true);

    [Fact]
    public void What_the_table_says_is_fine()
    {
        Assert.Empty(ArrowRules.CheckInventory(Table, [A, B]));
        Assert.Empty(ArrowRules.CheckReferences(Table, B, ["Mesh.A"], "references"));
    }

    [Fact]
    public void Any_other_arrow_is_named()
    {
        Assert.Equal(["protos/Mesh.A/Mesh.A.csproj references Mesh.C; it may reference nothing (ARCHITECTURE.md)"], ArrowRules.CheckReferences(Table, A, ["Mesh.C"], "references"));
        Assert.Equal(["cli/Mesh.B/Mesh.B.csproj uses Mesh.C; it may reference Mesh.A (ARCHITECTURE.md)"], ArrowRules.CheckReferences(Table, B, ["Mesh.A", "Mesh.C"], "uses"));
    }

    [Fact]
    public void An_executable_is_a_leaf()
    {
        Assert.Equal(["protos/Mesh.A/Mesh.A.csproj references Mesh.B, which is an executable: nobody references it"], ArrowRules.CheckReferences(Table, A, ["Mesh.B"], "references"));
        Assert.Contains(
            "ARCHITECTURE.md lets Mesh.C reference Mesh.B, which is an executable",
            ArrowRules.CheckInventory([.. Table, new("cli", "Mesh.C", false, new HashSet<string> { "Mesh.B" })], [A, B]));
    }

    [Fact]
    public void Table_and_projects_must_agree()
    {
        Assert.Equal(
            [
                "cli/Mesh.C/Mesh.C.csproj has no row in the table of ARCHITECTURE.md: add what it is and what it may reference",
                "dataplane/Mesh.A/Mesh.A.csproj is not in folder protos as ARCHITECTURE.md says",
                "ARCHITECTURE.md has a row for Mesh.B, which does not exist",
            ],
            ArrowRules.CheckInventory(Table, [Project("dataplane/Mesh.A/Mesh.A.csproj", false), Project("cli/Mesh.C/Mesh.C.csproj", false)]));
        Assert.Equal(
            ["cli/Mesh.B/Mesh.B.csproj is no executable: remove the * from its row in ARCHITECTURE.md"],
            ArrowRules.CheckInventory(Table, [A, B with { IsExecutable = false }]));
    }

    private static ProjectFile Project(string path, bool executable) =>
        new(path, Path.GetFileNameWithoutExtension(path), Path.GetFileNameWithoutExtension(path), executable, [], []);
}
