using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mesh.Api.Yaml;

/// <summary>Reads one text document by document and recovers behind a broken one.</summary>
internal sealed class YamlTextReader(string text)
{
    private readonly YamlBudget _budget = new();
    private int _offset;
    private int _linesBefore;

    public List<YamlNode> Documents { get; } = [];

    public List<YamlSyntaxError> Errors { get; } = [];

    public void Read()
    {
        while (ReadUntilError() is { } error)
        {
            // An error in the line of a separator is found again when reading restarts there.
            if (Errors.Count == 0 || Errors[^1] != error)
                Errors.Add(error);
            if (_budget.IsSpent || Errors.Count >= YamlBudget.MaxErrors || !SkipToDocumentAt(error.Line))
                return;
        }
    }

    private YamlSyntaxError? ReadUntilError()
    {
        try
        {
            var parser = new GuardedParser(text[_offset..]);
            parser.Consume<StreamStart>();
            while (parser.TryConsume<DocumentStart>(out _))
                ReadDocument(parser);
            parser.Consume<StreamEnd>();
            return null;
        }
        catch (YamlSyntaxException error)
        {
            return error.Error;
        }
        catch (YamlException error)
        {
            var line = _linesBefore + (int)Math.Max(1, error.Start.Line);
            return new YamlSyntaxError(line, "not readable as YAML: " + error.Message, "correct the syntax");
        }
    }

    private void ReadDocument(GuardedParser parser)
    {
        _budget.CountDocument(_linesBefore + 1);
        var node = new YamlTreeBuilder(parser, _linesBefore, _budget, Errors).Build();
        parser.Consume<DocumentEnd>();
        if (node is not YamlScalar { Kind: ScalarKind.Null })
            Documents.Add(node);
    }

    // The separator may stand in the reported line itself: an unclosed list is noticed there.
    private bool SkipToDocumentAt(int line)
    {
        while (text.IndexOf('\n', _offset) is var end and >= 0)
        {
            _offset = end + 1;
            _linesBefore++;
            if (_linesBefore + 1 >= line && text.AsSpan(_offset).StartsWith("---"))
                return true;
        }

        return false;
    }
}
