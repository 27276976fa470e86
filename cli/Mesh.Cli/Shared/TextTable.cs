using System.Text;

namespace Mesh.Cli.Shared;

/// <summary>A plain table: columns as wide as their content, two spaces between, nothing after the last.</summary>
internal sealed class TextTable(params string[] headers)
{
    private readonly List<string[]> _rows = [];

    internal void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>The lines, header first; cells in <paramref name="rightAligned"/> columns end at the same place.</summary>
    internal IEnumerable<string> Lines(params int[] rightAligned)
    {
        string[][] all = [headers, .. _rows];
        var widths = Enumerable.Range(0, headers.Length).Select(c => all.Max(r => r[c].Length)).ToArray();
        foreach (var row in all)
        {
            var line = new StringBuilder();
            for (var c = 0; c < headers.Length; c++)
                line.Append(rightAligned.Contains(c) ? row[c].PadLeft(widths[c]) : row[c].PadRight(widths[c])).Append("  ");
            yield return line.ToString().TrimEnd();
        }
    }
}
