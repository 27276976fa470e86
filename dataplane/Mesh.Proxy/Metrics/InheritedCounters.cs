using System.Globalization;
using System.Text;

namespace Mesh.Proxy.Metrics;

/// <summary>
/// What processes counted that this one replaced, so that no counter falls at an upgrade. Works on the text of the metrics: another version's
/// counters, too, are found by name. Thread-safe.
/// </summary>
internal sealed class InheritedCounters
{
    /// <summary>Most series that are inherited.</summary>
    internal const int MaxSeries = 50_000;

    private static readonly CultureInfo C = CultureInfo.InvariantCulture;

    private volatile IReadOnlyDictionary<string, double> _values = new Dictionary<string, double>();

    /// <summary>The lines of <paramref name="text"/> that only grow: counters' and histograms'.</summary>
    internal static IEnumerable<string> Select(string text)
    {
        var grows = false;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
                grows = Grows(line);
            else if (grows && line[0] != '#')
                yield return line;
        }
    }

    /// <summary>Takes what <see cref="Select"/> gave elsewhere for all that was counted before this process. A line that is none is passed over.</summary>
    internal void Replace(IEnumerable<string> lines)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in lines.Take(MaxSeries))
        {
            if (TrySplit(line, out var series, out var value))
                values[series] = value;
        }
        _values = values;
    }

    /// <summary>This process's metrics with what was inherited added.</summary>
    internal string AddTo(string text)
    {
        var inherited = _values;
        if (inherited.Count == 0)
            return text;
        var result = new StringBuilder(text.Length * 2);
        var left = new Dictionary<string, double>(inherited, StringComparer.Ordinal);
        var family = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
                AppendLeft(result, family, left);
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
                family = Grows(line) ? line.Split(' ')[2] : "";
            if (family.Length > 0 && TrySplit(line, out var series, out var value) && left.Remove(series, out var before))
                result.Append(C, $"{series} {value + before}\n");
            else
                result.Append(line).Append('\n');
        }
        AppendLeft(result, family, left);
        return result.ToString();
    }

    // Series that this process has not met yet, at the end of their family.
    private static void AppendLeft(StringBuilder result, string family, Dictionary<string, double> left)
    {
        if (family.Length == 0)
            return;
        foreach (var (series, value) in left.Where(e => IsOf(e.Key, family)).ToArray())
        {
            left.Remove(series);
            result.Append(C, $"{series} {value}\n");
        }
    }

    private static bool IsOf(string series, string family)
    {
        var end = series.IndexOf('{', StringComparison.Ordinal);
        var name = end < 0 ? series : series[..end];
        return name == family || (name.StartsWith(family, StringComparison.Ordinal) && name[family.Length..] is "_bucket" or "_sum" or "_count");
    }

    private static bool Grows(string typeLine) => typeLine.EndsWith(" counter", StringComparison.Ordinal) || typeLine.EndsWith(" histogram", StringComparison.Ordinal);

    private static bool TrySplit(string line, out string series, out double value)
    {
        var end = line.LastIndexOf(' ');
        series = end > 0 ? line[..end] : "";
        value = 0;
        return end > 0 && line[0] != '#' && double.TryParse(line.AsSpan(end + 1), NumberStyles.Float, C, out value) && value >= 0 && double.IsFinite(value);
    }
}
