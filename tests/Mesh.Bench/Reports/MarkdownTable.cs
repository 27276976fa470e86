using System.Text;

namespace Mesh.Bench.Reports;

/// <summary>A table in Markdown.</summary>
internal sealed class MarkdownTable(params IReadOnlyList<string> heads)
{
    private readonly StringBuilder _text = new($"\n| {string.Join(" | ", heads)} |\n|{string.Concat(Enumerable.Repeat("---|", heads.Count))}\n");

    public void Row(params IEnumerable<string> cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    public override string ToString() => _text.ToString();
}
