using Mesh.TestKit;

namespace Mesh.Proxy.Tests.Differential;

/// <summary>The table of README.md: which difference each kind of request makes, and why.</summary>
internal sealed class KnownDifferences
{
    private readonly HashSet<(string Tag, string Difference)> _rows = [];
    private readonly HashSet<(string Tag, string Difference)> _met = [];

    internal static KnownDifferences Read()
    {
        var known = new KnownDifferences();
        foreach (var line in File.ReadLines(Path.Combine(RepositoryRoot.Path, "tests/Mesh.Proxy.Tests/Differential/README.md")))
        {
            if (line.Split('|', StringSplitOptions.TrimEntries) is ["", var tags, var differences, { Length: > 0 }, ""] && tags.StartsWith('`'))
                known._rows.UnionWith(from tag in tags.Split(' ') from difference in differences.Split("; ") select (tag.Trim('`'), difference));
        }
        return known;
    }

    /// <summary>Rows that no request needed.</summary>
    internal IEnumerable<string> Unmet => _rows.Except(_met).Select(r => $"{r.Tag}: {r.Difference}");

    internal bool Explain(IEnumerable<string> tags, string difference)
    {
        var rows = tags.Select(t => (t, difference)).Where(_rows.Contains).ToArray();
        _met.UnionWith(rows);
        return rows.Length > 0;
    }
}
