namespace Mesh.Traffic.Matching;

/// <summary>How a <see cref="TextMatch"/> compares.</summary>
public enum TextMatchKind
{
    /// <summary>The whole value is equal.</summary>
    Exact,

    /// <summary>The value starts with the text.</summary>
    Prefix,

    /// <summary>The value ends with the text.</summary>
    Suffix,

    /// <summary>The text occurs in the value.</summary>
    Contains,

    /// <summary>The whole value matches the expression.</summary>
    Regex,
}
