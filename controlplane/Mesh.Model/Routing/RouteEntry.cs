using Mesh.Api.Resources;

namespace Mesh.Model.Routing;

/// <summary>One alternative of one rule: what becomes one route of a proxy.</summary>
/// <param name="Route">The route it comes from.</param>
/// <param name="RuleIndex">Position of the rule in the route.</param>
/// <param name="Match">The conditions.</param>
internal sealed record RouteEntry(HttpRoute Route, int RuleIndex, HttpRouteMatch Match)
{
    public HttpRouteRule Rule => Route.Rules[RuleIndex];

    /// <summary><c>NAMESPACE/ROUTE</c>, and <c>/RULE</c> when the rule has a name.</summary>
    public string Name => Rule.Name is null ? Route.Name.ToString() : $"{Route.Name}/{Rule.Name}";

    /// <summary>All alternatives of a route, in the order written.</summary>
    public static IEnumerable<RouteEntry> Of(HttpRoute route) =>
        from rule in route.Rules.Index()
        from match in rule.Item.Matches
        select new RouteEntry(route, rule.Index, match);
}
