using System.Text.RegularExpressions;
using Mesh.Api.Manifests;
using Mesh.TestKit;

namespace Mesh.Api.Tests.Documentation;

/// <summary>
/// Every YAML block of resources in README.md and docs/ is valid as it stands. <c>&lt;!-- with: NAME --&gt;</c> before a block adds the
/// block of the same page that <c>&lt;!-- block: NAME --&gt;</c> stands before.
/// </summary>
public partial class DocumentationTests
{
    private sealed record Block(string Name, string[] With, string Text);

    public static TheoryData<string> Pages() =>
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(RepositoryRoot.Path, "README.md")).Where(File.Exists)
            .Select(file => Path.GetRelativePath(RepositoryRoot.Path, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_block_of_resources_is_valid(string page)
    {
        var blocks = Blocks(File.ReadAllText(Path.Combine(RepositoryRoot.Path, page))).ToArray();
        foreach (var block in blocks)
        {
            var files = block.With.Select(name => blocks.Single(other => other.Name == name)).Append(block);
            var set = ManifestReader.Read(files.Select((part, index) => new ManifestFile($"{page}#{index}", part.Text)));
            Assert.False(set.HasErrors, $"{block.Text}\n{string.Join('\n', set.Problems)}");
        }
    }

    [Fact]
    public void A_broken_block_is_found()
    {
        var block = Assert.Single(Blocks("<!-- with: a b -->\n```yaml\napiVersion: v1\nkind: Sevice\n```\n```yaml\nkind: none\n```\n"));
        Assert.Equal(["a", "b"], block.With);
        Assert.True(ManifestReader.Read([new ManifestFile("x", block.Text)]).HasErrors);
    }

    [Fact]
    public void Features_has_examples() =>
        Assert.True(Blocks(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs/features.md"))).Count() >= 8);

    private static IEnumerable<Block> Blocks(string text) =>
        from match in Fence().Matches(text)
        let body = match.Groups["body"].Value
        where body.Contains("apiVersion:", StringComparison.Ordinal)
        select new Block(match.Groups["name"].Value, match.Groups["with"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries), body);

    [GeneratedRegex("(<!-- block: (?<name>\\S+) -->\n)?(<!-- with: (?<with>[^>]+) -->\n)?^```yaml\n(?<body>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();
}
