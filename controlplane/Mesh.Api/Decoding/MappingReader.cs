using System.Collections.Immutable;
using Mesh.Api.Problems;
using Mesh.Api.Syntax;
using Mesh.Api.Yaml;

namespace Mesh.Api.Decoding;

/// <summary>Reads the fields of one mapping by name; <see cref="Done"/> reports those that nobody asked for.</summary>
/// <param name="node">The mapping.</param>
/// <param name="path">Its field path; empty for the resource.</param>
/// <param name="line">Where it starts.</param>
/// <param name="context">The resource.</param>
internal sealed class MappingReader(YamlMapping node, string path, int line, DecodeContext context)
{
    private readonly List<string> _known = [];

    public DecodeContext Context => context;

    public string Path => path;

    public int Line => line;

    /// <summary>The field's value; null when it is absent or null, which mean the same.</summary>
    public FieldValue? Optional(string name)
    {
        _known.Add(name);
        foreach (var field in node.Fields)
        {
            if (field.Name == name)
                return field.Value is YamlScalar { Kind: ScalarKind.Null } ? null : new FieldValue(field.Value, PathOf(name), field.Line, context);
        }

        return null;
    }

    /// <summary>As <see cref="Optional"/>, and absence is an error.</summary>
    public FieldValue? Required(string name)
    {
        var value = Optional(name);
        if (value is null)
            context.Error(line, PathOf(name), "the field is missing", "add it");
        return value;
    }

    /// <summary>Entries of a list field; absence is an error, and so is an empty list.</summary>
    public IReadOnlyList<FieldValue> RequiredList(string name, int most, Fault empty)
    {
        if (Required(name) is not { } value || value.AsList(most) is not { } entries)
            return [];
        if (entries.Count == 0 && value.Node is YamlSequence { Items.Count: 0 })
            context.Error(value.Line, value.Path, empty);
        return entries;
    }

    /// <summary>Entries of a list field; none when it is absent.</summary>
    public IReadOnlyList<FieldValue> List(string name, int most) => Optional(name)?.AsList(most) ?? [];

    /// <summary>A field of texts by name, such as labels.</summary>
    public ImmutableSortedDictionary<string, string> Texts(string name, TextCheck checkKey, TextCheck? checkValue = null)
    {
        var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in Optional(name)?.AsMapping()?.Entries() ?? [])
        {
            if (checkKey(entry.Name) is { } fault)
                entry.Value.Context.Error(entry.Value.Line, entry.Value.Path, fault);
            else if (entry.Value.AsString(checkValue) is { } text)
                texts[entry.Name] = text;
        }

        return texts.ToImmutable();
    }

    /// <summary>All fields, for mappings whose field names are the user's.</summary>
    public IEnumerable<(string Name, FieldValue Value)> Entries() =>
        node.Fields.Select(field => (field.Name, new FieldValue(field.Value, $"{path}[{field.Name}]", field.Line, context)));

    /// <summary>Accepts fields that other programs use and that change nothing here.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            _known.Add(name);
    }

    /// <summary>Refuses a field that exists but is not supported, so that it is never silently without effect.</summary>
    public void Refuse(string name, string message, string remedy)
    {
        if (Optional(name) is { } value)
            value.Fail(message, remedy);
    }

    /// <summary>Reports fields that were not asked for.</summary>
    public void Done()
    {
        foreach (var field in node.Fields)
        {
            if (_known.Contains(field.Name))
                continue;
            if (context.IsFromCluster)
            {
                if (context.ReportsUnknown)
                    context.Warning(field.Line, PathOf(YamlScalar.Shorten(field.Name)), "the field is not known and has no effect", "remove it");
                continue;
            }

            var nearest = Suggestion.Nearest(field.Name, _known);
            var remedy = nearest is null ? "remove it" : $"did you mean '{nearest}'?";
            context.Error(field.Line, PathOf(YamlScalar.Shorten(field.Name)), "unknown field", remedy);
        }
    }

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
