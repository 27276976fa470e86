using Mesh.Api.Resources;

namespace Mesh.Model.Routing;

/// <summary>
/// Which of two matching alternatives wins (Gateway API v1, HTTPRouteRule.matches): exact path, then longest prefix, then method,
/// then number of headers, then number of query parameters, then the older route, then the first route by <c>namespace/name</c>, then
/// the first rule. Where the specification leaves regular expressions open, they come after all prefixes but <c>/</c>, longest
/// first, so that a route for everything does not hide them.
/// </summary>
internal sealed class RoutePrecedence : IComparer<RouteEntry>
{
    /// <summary>The only instance.</summary>
    public static RoutePrecedence Instance { get; } = new();

    /// <summary>Negative when <paramref name="x"/> is tried first.</summary>
    public int Compare(RouteEntry? x, RouteEntry? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = ComparePaths(x.Match.Path, y.Match.Path);
        if (order == 0)
            order = (x.Match.Method is null).CompareTo(y.Match.Method is null);
        if (order == 0)
            order = y.Match.Headers.Length.CompareTo(x.Match.Headers.Length);
        if (order == 0)
            order = y.Match.QueryParameters.Length.CompareTo(x.Match.QueryParameters.Length);
        if (order == 0)
            order = CompareAges(x.Route, y.Route);
        if (order == 0)
            order = string.CompareOrdinal(x.Route.Name.ToString(), y.Route.Name.ToString());
        return order != 0 ? order : x.RuleIndex.CompareTo(y.RuleIndex);
    }

    private static int ComparePaths(PathMatch one, PathMatch other)
    {
        var order = Rank(one).CompareTo(Rank(other));
        // Two exact paths that match one request are equal, so their lengths say nothing.
        return order != 0 || one.Type == PathMatchType.Exact ? order : Length(other).CompareTo(Length(one));
    }

    private static int Rank(PathMatch path) => path.Type switch
    {
        PathMatchType.Exact => 0,
        PathMatchType.PathPrefix => Length(path) > 0 ? 1 : 3,
        _ => 2,
    };

    // A prefix's final slash means nothing: "/a/" and "/a" match the same paths.
    private static int Length(PathMatch path) =>
        path.Type == PathMatchType.PathPrefix ? path.Value.TrimEnd('/').Length : path.Value.Length;

    private static int CompareAges(HttpRoute one, HttpRoute other) =>
        (one.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue).CompareTo(other.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue);
}
