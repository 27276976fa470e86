namespace Mesh.Traffic.Matching;

/// <summary>How a <see cref="PathMatch"/> compares.</summary>
public enum PathMatchKind
{
    /// <summary>The whole path is equal.</summary>
    Exact,

    /// <summary>The path starts with the text, anywhere within a segment.</summary>
    Prefix,

    /// <summary>The path is the text or continues it with <c>/</c>: <c>/shop</c> covers <c>/shop/cart</c> and not <c>/shopping</c>.</summary>
    SeparatedPrefix,

    /// <summary>The whole path matches the expression.</summary>
    Regex,
}
