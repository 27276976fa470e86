using System.Globalization;
using Mesh.Api.Problems;

namespace Mesh.Api.Yaml;

/// <summary>Finds the lines of a resource's fields in the tree it was read from.</summary>
/// <param name="file">The file's name.</param>
/// <param name="root">The resource.</param>
internal sealed class YamlOrigin(string file, YamlNode root) : ResourceOrigin(file, root.Line)
{
    /// <inheritdoc/>
    public override int LineOf(string field)
    {
        var node = root;
        var line = root.Line;
        foreach (var step in Steps(field))
        {
            if (!TryStep(ref node, ref line, step))
                break;
        }

        return line;
    }

    // What stands in brackets may contain dots: metadata.labels[app.kubernetes.io/name].
    private static IEnumerable<string> Steps(string field)
    {
        for (var start = 0; start < field.Length;)
        {
            var end = field[start] == '[' ? field.IndexOf(']', start) : field.AsSpan(start + 1).IndexOfAny('.', '[') + start + 1;
            if (end <= start)
                end = field.Length;
            var step = field[start..end].TrimStart('.', '[');
            if (step.Length > 0)
                yield return step;
            start = end < field.Length && field[end] == ']' ? end + 1 : end;
        }
    }

    private static bool TryStep(ref YamlNode node, ref int line, string step)
    {
        switch (node)
        {
            case YamlSequence list when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index):
                if (index >= list.Items.Count)
                    return false;
                node = list.Items[index];
                line = node.Line;
                return true;
            case YamlMapping mapping:
                foreach (var field in mapping.Fields)
                {
                    if (field.Name != step)
                        continue;
                    node = field.Value;
                    line = field.Line;
                    return true;
                }

                return false;
            default:
                return false;
        }
    }
}
