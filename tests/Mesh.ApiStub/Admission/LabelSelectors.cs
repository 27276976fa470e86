using System.Text.Json.Nodes;

namespace Mesh.ApiStub.Admission;

/// <summary>Kubernetes' two forms of label selectors.</summary>
internal static class LabelSelectors
{
    /// <summary>The text form: <c>a=b,c!=d,e,!f,g in (h,i)</c>.</summary>
    public static bool Matches(string selector, JsonObject? labels)
    {
        var requirements = System.Text.RegularExpressions.Regex.Split(selector, @",(?![^(]*\))").Where(text => text.Length > 0);
        return requirements.All(text => MatchesOne(text.Trim(), labels));
    }

    /// <summary>The object form, <c>matchLabels</c> and <c>matchExpressions</c>; null matches everything.</summary>
    public static bool Matches(JsonNode? selector, JsonObject? labels)
    {
        var exact = selector?["matchLabels"]?.AsObject().All(label => (string?)labels?[label.Key] == (string?)label.Value) ?? true;
        return exact && (selector?["matchExpressions"]?.AsArray().All(expression => MatchesOne(expression!, labels)) ?? true);
    }

    private static bool MatchesOne(JsonNode expression, JsonObject? labels)
    {
        var value = (string?)labels?[(string)expression["key"]!];
        var values = expression["values"]?.AsArray().Select(item => (string)item!).ToArray() ?? [];
        return (string)expression["operator"]! switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => value is null || !values.Contains(value),
            "Exists" => value is not null,
            _ => value is null,
        };
    }

    private static bool MatchesOne(string text, JsonObject? labels)
    {
        if (text.Split(' ', 3) is [var key, "in" or "notin", var list])
            return list.Trim('(', ')').Split(',', StringSplitOptions.TrimEntries).Contains((string?)labels?[key]) == text.Contains(" in ", StringComparison.Ordinal);
        if (text.StartsWith('!'))
            return labels?.ContainsKey(text[1..]) != true;
        var parts = text.Split(["!=", "==", "="], 2, StringSplitOptions.None);
        return parts.Length == 1
            ? labels?.ContainsKey(parts[0]) == true
            : ((string?)labels?[parts[0]] == parts[1]) != text.Contains("!=", StringComparison.Ordinal);
    }
}
