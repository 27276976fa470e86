namespace Mesh.Api.Yaml;

/// <summary>Bounds what one text may make the reader hold.</summary>
internal sealed class YamlBudget
{
    public const int MaxDepth = 64;
    public const int MaxDocuments = 50_000;
    public const int MaxNodes = 1_000_000;

    /// <summary>Recovery starts over behind each error; without an end that would be quadratic.</summary>
    public const int MaxErrors = 100;

    private int _documents;
    private int _nodes;

    /// <summary>Whether the rest of the text is not to be read.</summary>
    public bool IsSpent => _documents > MaxDocuments || _nodes > MaxNodes;

    public void CountDocument(int line)
    {
        if (++_documents > MaxDocuments)
            throw Exceeded(line, $"more than {MaxDocuments} documents");
    }

    public void CountNode(int line)
    {
        if (++_nodes > MaxNodes)
            throw Exceeded(line, $"more than {MaxNodes} values");
    }

    private static YamlSyntaxException Exceeded(int line, string what) =>
        new(new YamlSyntaxError(line, what + " in one file", "split the file"));
}
