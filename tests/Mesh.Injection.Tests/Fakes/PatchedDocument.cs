using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Injection.Patching;

namespace Mesh.Injection.Tests.Fakes;

/// <summary>Applies patches as RFC 6902 says, for the operations add and replace: whatever does not fit the document fails.</summary>
internal static class PatchedDocument
{
    public static JsonObject Apply(JsonObject document, JsonPatch patch)
    {
        var target = document.DeepClone().AsObject();
        foreach (var operation in patch.ToJson())
            Apply(target, operation!["op"]!.GetValue<string>(), operation["path"]!.GetValue<string>(), operation["value"]!.DeepClone());
        return target;
    }

    private static void Apply(JsonNode document, string operation, string path, JsonNode value)
    {
        var tokens = path.Split('/')[1..].Select(token => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        var parent = document;
        foreach (var token in tokens[..^1])
            parent = Child(parent, token) ?? throw new InvalidOperationException($"{path}: there is no {token}");
        switch (parent, operation)
        {
            case (JsonObject holder, "add"):
                holder[tokens[^1]] = value;
                break;
            case (JsonObject holder, "replace") when holder.ContainsKey(tokens[^1]):
                holder[tokens[^1]] = value;
                break;
            case (JsonArray list, "add") when tokens[^1] == "-":
                list.Add(value);
                break;
            case (JsonArray list, "add"):
                list.Insert(int.Parse(tokens[^1], CultureInfo.InvariantCulture), value);
                break;
            default:
                throw new InvalidOperationException($"{operation} {path} does not fit the document");
        }
    }

    private static JsonNode? Child(JsonNode parent, string token) => parent switch
    {
        JsonArray list => list[int.Parse(token, CultureInfo.InvariantCulture)],
        JsonObject holder => holder[token],
        _ => throw new InvalidOperationException($"{token} is below a plain value"),
    };
}
