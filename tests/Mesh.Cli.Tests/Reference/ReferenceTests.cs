using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Mesh.Cli.Up;
using Mesh.Conventions;
using Mesh.TestKit;

namespace Mesh.Cli.Tests.Reference;

/// <summary>docs/reference.md says what the code says.</summary>
public partial class ReferenceTests
{
    private const string Begin = "<!-- meshctl: written by UPDATE_GOLDENS=1 dotnet test tests/Mesh.Cli.Tests -->\n";
    private const string End = "<!-- /meshctl -->\n";

    private static readonly string File = Path.Combine(RepositoryRoot.Path, "docs/reference.md");

    [Fact]
    public void Commands_are_what_meshctl_has()
    {
        var text = System.IO.File.ReadAllText(File);
        var from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = text.IndexOf(End, StringComparison.Ordinal);
        var expected = CommandReference.Write(Meshctl.Tree());
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
            System.IO.File.WriteAllText(File, text = text[..from] + expected + text[to..]);
        Assert.Equal(expected, text[from..text.IndexOf(End, StringComparison.Ordinal)]);
    }

    [Fact]
    public void Ports_are_the_constants()
    {
        var expected = Constants<int>(typeof(MeshPorts))
            .Where(p => p.Name is not (nameof(MeshPorts.ReservedFirst) or nameof(MeshPorts.ReservedLast)))
            .Select(p => p.Value.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(expected.Order(StringComparer.Ordinal), FirstCells("Ports"));
        Assert.Contains($"every port but {MeshPorts.ReservedFirst} to {MeshPorts.ReservedLast}.", Section("Ports"), StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_are_the_constants()
    {
        var expected = Constants<string>(typeof(MeshHeaders)).Where(h => h.Name != nameof(MeshHeaders.ReservedPrefix)).Select(h => h.Value);
        Assert.Equal(expected.Order(StringComparer.Ordinal), FirstCells("Headers"));
        Assert.Contains($"`{MeshHeaders.ReservedPrefix}`", Section("Headers"), StringComparison.Ordinal);
    }

    [Fact]
    public void Annotations_are_the_constants() => Assert.Equal([InjectionNames.Inject, ProcessPlan.CommandAnnotation], FirstCells("Annotations"));

    [Fact]
    public void Names_are_the_constants()
    {
        Assert.Contains($"spiffe://{MeshIdentities.DefaultTrustDomain}/ns/shop/sa/catalog", FirstCells("Names"));
        Assert.Contains(MeshIdentities.SystemNamespace, FirstCells("Names"));
    }

    private static IEnumerable<(string Name, T Value)> Constants<T>(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral && f.FieldType == typeof(T)).Select(f => (f.Name, (T)f.GetRawConstantValue()!));

    private static string[] FirstCells(string section) =>
        [.. FirstCell().Matches(Section(section)).Select(m => m.Groups[1].Value.Trim('`')).Skip(1).Order(StringComparer.Ordinal)];

    private static string Section(string title)
    {
        var text = System.IO.File.ReadAllText(File);
        var from = text.IndexOf($"\n## {title}\n", StringComparison.Ordinal);
        return text[from..text.IndexOf("\n## ", from + 1, StringComparison.Ordinal)];
    }

    [GeneratedRegex("^\\| ([^|]+) \\|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();
}
