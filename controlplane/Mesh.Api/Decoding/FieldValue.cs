using System.Globalization;
using System.Net;
using Mesh.Api.Syntax;
using Mesh.Api.Yaml;

namespace Mesh.Api.Decoding;

/// <summary>One written value: knows where it stands and turns itself into a type or reports why it cannot.</summary>
/// <param name="Node">The value.</param>
/// <param name="Path">Its field path.</param>
/// <param name="Line">The line to report: that of the field's name.</param>
/// <param name="Context">The resource.</param>
internal readonly record struct FieldValue(YamlNode Node, string Path, int Line, DecodeContext Context)
{
    public string? AsString(TextCheck? check = null)
    {
        if (Node is not YamlScalar { Kind: ScalarKind.Text } scalar)
        {
            Fail($"expected text, found {Node.Description}", Node is YamlScalar ? "put it in quotes" : "write one value");
            return null;
        }

        if (check?.Invoke(scalar.Text) is not { } fault)
            return scalar.Text;
        Context.Error(Line, Path, fault);
        return null;
    }

    public int? AsInt(int least, int most)
    {
        if (Node is not YamlScalar { Kind: ScalarKind.Number } scalar
            || !int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            Fail($"expected a whole number, found {Node.Description}", $"write a number from {least} to {most} without quotes");
            return null;
        }

        if (number >= least && number <= most)
            return number;
        Fail($"{number} is out of range", $"use {least} to {most}");
        return null;
    }

    public int? AsPort() => AsInt(1, 65535);

    public bool? AsBool()
    {
        if (Node is YamlScalar { Kind: ScalarKind.Boolean } scalar)
            return scalar.Text.ToUpperInvariant() is "TRUE" or "YES" or "ON";
        Fail($"expected true or false, found {Node.Description}", "write true or false without quotes");
        return null;
    }

    public T? AsOneOf<T>(params ReadOnlySpan<(string Word, T Value)> choices)
        where T : struct
    {
        if (AsString() is not { } text)
            return null;
        foreach (var (word, value) in choices)
        {
            if (word == text)
                return value;
        }

        var words = new List<string>();
        foreach (var (word, _) in choices)
            words.Add(word);
        Fail($"'{text}' is not one of its values", "use " + string.Join(", ", words));
        return null;
    }

    public IPAddress? AsAddress()
    {
        if (AsString() is not { } text)
            return null;
        var (address, fault) = Addresses.Parse(text);
        if (fault is not null)
            Context.Error(Line, Path, fault);
        return address;
    }

    public TimeSpan? AsDuration() => AsString(Durations.Check) is { } text ? Durations.TryParse(text) : null;

    public MappingReader? AsMapping()
    {
        if (Node is YamlMapping mapping)
            return new MappingReader(mapping, Path, Line, Context);
        Fail($"expected fields, found {Node.Description}", "write 'name: value' lines under it");
        return null;
    }

    public IReadOnlyList<FieldValue> AsList(int most)
    {
        if (Node is not YamlSequence list)
        {
            Fail($"expected a list, found {Node.Description}", "write '- value' lines under it");
            return [];
        }

        if (list.Items.Count > most)
        {
            Fail($"the list has {list.Items.Count} entries", $"use up to {most}");
            return [];
        }

        var (path, context) = (Path, Context);
        return [.. list.Items.Select((item, index) => new FieldValue(item, $"{path}[{index}]", item.Line, context))];
    }

    public void Fail(string message, string remedy) => Context.Error(Line, Path, message, remedy);
}
