using System.Collections.Immutable;
using Mesh.Traffic.Requests;

namespace Mesh.Traffic.Routing;

/// <summary>The routes for some host names.</summary>
public sealed class VirtualHostModel(string name, ImmutableArray<string> domains, ImmutableArray<RouteModel> routes)
{
    /// <summary>Name in the configuration.</summary>
    public string Name { get; } = name;

    /// <summary>Exact names, <c>*.suffix</c>, <c>prefix.*</c> or <c>*</c>; in lower case.</summary>
    public ImmutableArray<string> Domains { get; } = domains;

    /// <summary>Routes; the first that matches is taken.</summary>
    public ImmutableArray<RouteModel> Routes { get; } = routes;

    /// <summary>The first route that matches; null when none does.</summary>
    public RouteModel? Find<TRequest>(TRequest request)
        where TRequest : IRequestView, allows ref struct
    {
        foreach (var route in Routes)
        {
            if (route.IsMatch(request))
                return route;
        }
        return null;
    }
}
