namespace Mesh.Injection.Settings;

/// <summary>Quotes what users wrote, for messages.</summary>
internal static class Quote
{
    private const int MaxLength = 80;

    /// <summary>In quotation marks, shortened, without control characters: they would reach terminals and logs.</summary>
    public static string Text(string text)
    {
        var shown = text.Length > MaxLength ? text[..MaxLength] + "…" : text;
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c))}'";
    }
}
