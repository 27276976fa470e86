using System.Text.RegularExpressions;

namespace Mesh.Architecture.Tests.Table;

/// <summary>One project as ARCHITECTURE.md describes it.</summary>
/// <param name="Folder">Its top-level folder.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsExecutable">Whether it is an executable, which nobody may reference.</param>
/// <param name="MayReference">The projects that it may reference.</param>
internal sealed record ProjectRow(string Folder, string Name, bool IsExecutable, IReadOnlySet<string> MayReference);

/// <summary>The table "Projects and arrows" of ARCHITECTURE.md: what is written there for people is the rule that is checked.</summary>
internal static partial class ArchitectureTable
{
    /// <summary>Reads the rows out of the document.</summary>
    public static IReadOnlyList<ProjectRow> Read(string markdown)
    {
        var rows = new List<ProjectRow>();
        foreach (Match row in Row().Matches(markdown))
        {
            var references = row.Groups["references"].Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Where(word => word != "–").Select(FullName);
            rows.Add(new ProjectRow(row.Groups["folder"].Value, row.Groups["name"].Value, row.Groups["executable"].Success, references.ToHashSet(StringComparer.Ordinal)));
        }
        return rows;
    }

    private static string FullName(string word) => word.StartsWith("Mesh.", StringComparison.Ordinal) ? word : $"Mesh.{word}";

    [GeneratedRegex(@"^\| *(?<folder>\w+) *\| *(?<name>Mesh\.\w+)(?<executable>\*)?[^|]*\|[^|]*\|(?<references>[^|]*)\|\s*$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
