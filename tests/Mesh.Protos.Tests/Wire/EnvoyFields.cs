using System.Globalization;

namespace Mesh.Protos.Tests.Wire;

/// <summary>A field or enum value as Envoy defines it.</summary>
/// <param name="Type">Proto type with <c>repeated</c> or <c>map</c>; empty for enum values.</param>
/// <param name="Name">Its name.</param>
/// <param name="Number">Its number.</param>
public sealed record EnvoyField(string Type, string Name, int Number)
{
    public override string ToString() => Type.Length == 0 ? $"{Name} = {Number}" : $"{Type} {Name} = {Number}";
}

/// <summary>The list in <c>testdata/envoy-fields.txt</c>.</summary>
internal static class EnvoyFields
{
    /// <summary>Fields by <c>message NAME</c> or <c>enum NAME</c>.</summary>
    public static IReadOnlyDictionary<string, List<EnvoyField>> All { get; } = Read();

    private static Dictionary<string, List<EnvoyField>> Read()
    {
        var types = new Dictionary<string, List<EnvoyField>>();
        List<EnvoyField> current = [];
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "testdata", "envoy-fields.txt")))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] == ' ')
                current.Add(ReadField(line.Trim()));
            else
                types.Add(line, current = []);
        }

        return types;
    }

    private static EnvoyField ReadField(string text)
    {
        var (left, number) = (text[..text.IndexOf(" = ", StringComparison.Ordinal)], text[(text.IndexOf(" = ", StringComparison.Ordinal) + 3)..]);
        var blank = left.LastIndexOf(' ');
        return new EnvoyField(blank < 0 ? "" : left[..blank], left[(blank + 1)..], int.Parse(number, CultureInfo.InvariantCulture));
    }
}
