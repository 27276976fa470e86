using System.Collections.Immutable;
using Mesh.Api.Protocols;
using Mesh.Api.Resources;
using Mesh.Model.Routing;

namespace Mesh.Model.Compiled;

/// <summary>What a connection or request can be sent to: a port of a service, or of exactly one workload.</summary>
/// <param name="Name">Name of its cluster, and of its route configuration: <c>catalog.shop:80</c> or <c>workload/shop/catalog-1:8080</c>.</param>
/// <param name="Protocol">How connections to it are read.</param>
/// <param name="Endpoints">
/// Ordered by address; no address twice. Ready ones, and those that still serve while they terminate; <see cref="EndpointChoice"/> says
/// which of them a client uses.
/// </param>
internal sealed record BackendModel(string Name, ApplicationProtocol Protocol, ImmutableArray<EndpointModel> Endpoints)
{
    /// <summary>HTTP routes that are for it, first match first; default when there is no HTTPRoute.</summary>
    public ImmutableArray<RouteEntry> Routes { get; init; }

    /// <summary>The TCPRoute that is for it; null when there is none.</summary>
    public TcpRoute? TcpRoute { get; init; }

    /// <summary>The TLSRoutes that are for it; the first that names a server takes its connections.</summary>
    public ImmutableArray<TlsRoute> TlsRoutes { get; init; } = [];

    /// <summary>Whether the user wrote of it, so that there is a bounded number of such backends.</summary>
    public bool IsDeclared { get; init; } = true;

    /// <summary>A client always gets to the same endpoint.</summary>
    public bool HasClientAffinity { get; init; }

    /// <summary>A client only gets to endpoints on its own node.</summary>
    public bool IsNodeLocal { get; init; }

    /// <summary>The name of a service port.</summary>
    public static string NameOf(NamespacedName service, int port) => $"{service.ServiceName}:{port}";
}
