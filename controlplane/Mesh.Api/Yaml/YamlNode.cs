namespace Mesh.Api.Yaml;

/// <summary>A value in a document, with the line it starts on.</summary>
/// <param name="line">From 1.</param>
internal abstract class YamlNode(int line)
{
    public int Line { get; } = line;

    /// <summary>What it is, for "expected a mapping, found …".</summary>
    public abstract string Description { get; }
}

/// <summary>A list.</summary>
internal sealed class YamlSequence(int line, IReadOnlyList<YamlNode> items) : YamlNode(line)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override string Description => "a list";
}

/// <summary>Fields with values, in the order written; no field twice.</summary>
internal sealed class YamlMapping(int line, IReadOnlyList<YamlField> fields) : YamlNode(line)
{
    public IReadOnlyList<YamlField> Fields { get; } = fields;

    public override string Description => "a mapping";

    public YamlNode? Find(string name)
    {
        foreach (var field in Fields)
        {
            if (field.Name == name)
                return field.Value;
        }

        return null;
    }
}

/// <summary>One field of a mapping.</summary>
/// <param name="Name">The key.</param>
/// <param name="Line">Line of the key.</param>
/// <param name="Value">The value.</param>
internal readonly record struct YamlField(string Name, int Line, YamlNode Value);
