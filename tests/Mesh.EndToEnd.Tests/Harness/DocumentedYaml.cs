using System.Text.RegularExpressions;
using Mesh.TestKit;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>Examples of docs/features.md, moved to the tests' namespace.</summary>
internal static class DocumentedYaml
{
    /// <summary>The block that <c>&lt;!-- block: NAME --&gt;</c> stands before.</summary>
    internal static string Block(string name)
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs/features.md"));
        var match = Regex.Match(page, $"<!-- block: {Regex.Escape(name)} -->\n(<!-- with: [^>]+ -->\n)?```yaml\n(?<body>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.True(match.Success, $"docs/features.md has a block {name}");
        return match.Groups["body"].Value.Replace("namespace: shop", "namespace: t", StringComparison.Ordinal);
    }
}
