using System.Collections.Immutable;
using Mesh.Api.Resources;
using Mesh.Model.Routing;

namespace Mesh.Model.Compilation;

/// <summary>Finds the routes that are for a service port.</summary>
internal sealed class RouteAttachment
{
    private readonly ILookup<NamespacedName, (ParentReference Parent, HttpRoute Route)> _http;
    private readonly ILookup<NamespacedName, (ParentReference Parent, TcpRoute Route)> _tcp;
    private readonly ILookup<NamespacedName, (ParentReference Parent, TlsRoute Route)> _tls;

    public RouteAttachment(ResourceSet resources)
    {
        _http = resources.HttpRoutes
            .SelectMany(route => route.Parents.Select(parent => (parent, route)))
            .ToLookup(pair => pair.parent.Service);
        _tcp = resources.TcpRoutes
            .SelectMany(route => route.Parents.Select(parent => (parent, route)))
            .ToLookup(pair => pair.parent.Service);
        _tls = resources.TlsRoutes
            .SelectMany(route => route.Parents.Select(parent => (parent, route)))
            .ToLookup(pair => pair.parent.Service);
    }

    /// <summary>Alternatives of all HTTPRoutes, first match first; default when there is no HTTPRoute.</summary>
    public ImmutableArray<RouteEntry> HttpRoutes(NamespacedName service, ServicePort port)
    {
        var routes = _http[service].Where(pair => pair.Parent.Selects(port)).Select(pair => pair.Route).Distinct().ToArray();
        // The sort is stable: what the rules leave equal keeps the order written.
        return routes.Length == 0 ? default : [.. routes.SelectMany(RouteEntry.Of).Order(RoutePrecedence.Instance)];
    }

    /// <summary>The TCPRoute: the oldest, then the first by name; null when there is none.</summary>
    public TcpRoute? TcpRoute(NamespacedName service, ServicePort port) =>
        _tcp[service]
            .Where(pair => pair.Parent.Selects(port))
            .Select(pair => pair.Route)
            .OrderBy(route => route.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue)
            .ThenBy(route => route.Name)
            .FirstOrDefault();

    /// <summary>All TLSRoutes, the oldest first, then by name.</summary>
    public ImmutableArray<TlsRoute> TlsRoutes(NamespacedName service, ServicePort port) =>
    [
        .. _tls[service]
            .Where(pair => pair.Parent.Selects(port))
            .Select(pair => pair.Route)
            .Distinct()
            .OrderBy(route => route.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue)
            .ThenBy(route => route.Name),
    ];
}
