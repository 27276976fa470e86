using System.Collections.Immutable;
using Mesh.Traffic.Requests;

namespace Mesh.Traffic.Routing;

/// <summary>The HTTP routes of a destination: a virtual host by the request's authority, then its first matching route.</summary>
public sealed class RouteTable
{
    private readonly DomainIndex _domains;

    /// <summary>Creates a table.</summary>
    /// <param name="name">Name of the route configuration.</param>
    /// <param name="virtualHosts">Its virtual hosts; a domain belongs to one of them only.</param>
    /// <exception cref="ArgumentException">A domain occurs twice or is malformed.</exception>
    public RouteTable(string name, ImmutableArray<VirtualHostModel> virtualHosts)
    {
        Name = name;
        VirtualHosts = virtualHosts;
        _domains = new DomainIndex(virtualHosts);
    }

    /// <summary>Name of the route configuration.</summary>
    public string Name { get; }

    /// <summary>The virtual hosts.</summary>
    public ImmutableArray<VirtualHostModel> VirtualHosts { get; }

    /// <summary>The route of a request; null = none (404).</summary>
    public RouteModel? Find<TRequest>(TRequest request)
        where TRequest : IRequestView, allows ref struct => _domains.Find(request.Authority)?.Find(request);
}
