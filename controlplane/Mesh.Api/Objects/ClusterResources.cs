using System.Collections.Immutable;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Api.Validation;

namespace Mesh.Api.Objects;

/// <summary>The resources of a cluster at one moment, put together from single objects.</summary>
public static class ClusterResources
{
    /// <summary>Sorts resources by kind.</summary>
    public static ResourceSet Combine(IReadOnlyCollection<MeshResource> resources) => new()
    {
        Services = [.. resources.OfType<Service>()],
        EndpointSlices = [.. resources.OfType<EndpointSlice>()],
        Workloads = [.. resources.OfType<WorkloadEntry>()],
        HttpRoutes = [.. resources.OfType<HttpRoute>()],
        TcpRoutes = [.. resources.OfType<TcpRoute>()],
        TlsRoutes = [.. resources.OfType<TlsRoute>()],
        PeerAuthentications = [.. resources.OfType<PeerAuthentication>()],
    };

    /// <summary>Finds what is wrong between resources that are each readable. None of it keeps the others from being used.</summary>
    /// <param name="resources">The readable resources.</param>
    /// <param name="broken">Objects that exist but are not readable: nothing is said about references to them.</param>
    public static ImmutableArray<Problem> Check(ResourceSet resources, IReadOnlySet<(string Kind, NamespacedName Name)> broken)
    {
        var problems = new ProblemList();
        ResourceValidator.ValidateCluster(resources, broken, problems);
        return problems.Ordered();
    }
}
