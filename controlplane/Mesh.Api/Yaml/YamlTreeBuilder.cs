using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mesh.Api.Yaml;

/// <summary>Builds the tree of one document from parser events. What makes YAML dangerous is refused: anchors, aliases, tags, merge keys.</summary>
/// <param name="parser">Stands at the document's first node.</param>
/// <param name="linesBefore">Lines of the file before the parser's text.</param>
/// <param name="budget">Shared by all documents of a file.</param>
/// <param name="errors">Gets what is wrong but does not stop the reading.</param>
internal sealed class YamlTreeBuilder(IParser parser, int linesBefore, YamlBudget budget, List<YamlSyntaxError> errors)
{
    public YamlNode Build() => ReadNode(depth: 1);

    private YamlNode ReadNode(int depth)
    {
        var current = parser.Consume<ParsingEvent>();
        var line = LineOf(current);
        budget.CountNode(line);
        if (depth > YamlBudget.MaxDepth)
            throw Refused(line, $"nested deeper than {YamlBudget.MaxDepth} levels", "flatten it");
        if (current is AnchorAlias)
            throw Refused(line, "aliases (*name) are not read", "write the value out");
        RefuseDecorations((NodeEvent)current, line);
        return current switch
        {
            Scalar scalar => new YamlScalar(line, scalar.Value, scalar.Style != ScalarStyle.Plain),
            SequenceStart => ReadSequence(line, depth),
            MappingStart => ReadMapping(line, depth),
            _ => throw Refused(line, "not readable as YAML", "correct the YAML syntax"),
        };
    }

    private YamlSequence ReadSequence(int line, int depth)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));
        return new YamlSequence(line, items);
    }

    private YamlMapping ReadMapping(int line, int depth)
    {
        var fields = new List<YamlField>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            if (key is not YamlScalar { Kind: not ScalarKind.Null } name)
                throw Refused(key.Line, $"a field's name is {key.Description}", "use plain text as name");
            if (name.Text == "<<")
                throw Refused(key.Line, "merge keys (<<) are not read", "write the fields out");
            var value = ReadNode(depth + 1);
            if (lines.TryAdd(name.Text, key.Line))
                fields.Add(new YamlField(name.Text, key.Line, value));
            else
                errors.Add(Twice(name, lines[name.Text]));
        }

        return new YamlMapping(line, fields);
    }

    private static YamlSyntaxError Twice(YamlScalar name, int first) =>
        new(name.Line, $"the field '{YamlScalar.Shorten(name.Text)}' stands twice, first in line {first}", "remove one of them");

    private static void RefuseDecorations(NodeEvent node, int line)
    {
        if (!node.Anchor.IsEmpty)
            throw Refused(line, "anchors (&name) are not read", "write the value out where it is used");
        if (!node.Tag.IsEmpty)
            throw Refused(line, $"tags ({YamlScalar.Shorten(node.Tag.ToString())}) are not read", "remove the tag");
    }

    private int LineOf(ParsingEvent current) => linesBefore + (int)Math.Max(1, current.Start.Line);

    private static YamlSyntaxException Refused(int line, string message, string remedy) =>
        new(new YamlSyntaxError(line, message, remedy));
}
