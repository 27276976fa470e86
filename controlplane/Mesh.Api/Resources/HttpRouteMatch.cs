using System.Collections.Immutable;

namespace Mesh.Api.Resources;

/// <summary>Conditions that must all hold.</summary>
/// <param name="Path">The path. Default: prefix <c>/</c>.</param>
public sealed record HttpRouteMatch(PathMatch Path)
{
    /// <summary>The method, upper case; null: any.</summary>
    public string? Method { get; init; }

    /// <summary>Headers; names are lower case and differ.</summary>
    public ImmutableArray<ValueMatch> Headers { get; init; } = [];

    /// <summary>Query parameters; names differ.</summary>
    public ImmutableArray<ValueMatch> QueryParameters { get; init; } = [];
}

/// <summary>A condition on the path.</summary>
/// <param name="Type">How it is compared.</param>
/// <param name="Value">The path, or the regular expression.</param>
public sealed record PathMatch(PathMatchType Type, string Value)
{
    /// <summary>What an absent condition means.</summary>
    public static PathMatch Any { get; } = new(PathMatchType.PathPrefix, "/");
}

/// <summary>How a path is compared.</summary>
public enum PathMatchType
{
    /// <summary>The whole path, case-sensitive.</summary>
    Exact,

    /// <summary>Whole elements from the start: <c>/a</c> matches <c>/a</c> and <c>/a/b</c>, not <c>/ab</c>.</summary>
    PathPrefix,

    /// <summary>A regular expression that matches the whole path.</summary>
    RegularExpression,
}

/// <summary>A condition on a header or a query parameter.</summary>
/// <param name="Name">The header's or parameter's name.</param>
/// <param name="Value">The value, or the regular expression that matches the whole of it.</param>
/// <param name="IsRegularExpression">How it is compared.</param>
public sealed record ValueMatch(string Name, string Value, bool IsRegularExpression);
