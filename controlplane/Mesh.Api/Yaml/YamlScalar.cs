using System.Text.RegularExpressions;

namespace Mesh.Api.Yaml;

/// <summary>What a scalar is when it is written without quotes, as Kubernetes' reader sees it.</summary>
internal enum ScalarKind
{
    Text,
    Number,
    Boolean,
    Null,
}

/// <summary>A single value.</summary>
/// <param name="line">From 1.</param>
/// <param name="text">The value without quotes and escapes.</param>
/// <param name="quoted">Whether it was quoted or a block, and so is text whatever it looks like.</param>
internal sealed partial class YamlScalar(int line, string text, bool quoted) : YamlNode(line)
{
    private const int LongestShown = 60;

    public string Text { get; } = text;

    public ScalarKind Kind { get; } = quoted ? ScalarKind.Text : Classify(text);

    public override string Description => Kind switch
    {
        ScalarKind.Null => "nothing",
        ScalarKind.Number => $"the number {Text}",
        ScalarKind.Boolean => $"the boolean {Text}",
        _ => $"the text '{Shorten(Text)}'",
    };

    /// <summary>Keeps a message to one readable line whatever was written.</summary>
    public static string Shorten(string text)
    {
        var cut = text.Length <= LongestShown ? text : text[..LongestShown] + "…";
        return string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c));
    }

    private static ScalarKind Classify(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
        // YAML 1.1, which Kubernetes still reads.
        "yes" or "Yes" or "YES" or "no" or "No" or "NO" or "on" or "On" or "ON" or "off" or "Off" or "OFF" => ScalarKind.Boolean,
        _ when Number().IsMatch(text) => ScalarKind.Number,
        _ => ScalarKind.Text,
    };

    [GeneratedRegex(@"^[-+]?(0x[0-9a-fA-F]+|0o[0-7]+|(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|\.(inf|Inf|INF))$|^\.(nan|NaN|NAN)$",
        RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
