using Mesh.Api.Problems;
using Mesh.Api.Resources;

namespace Mesh.Api.Validation;

/// <summary>Finds what is wrong between resources that are each readable.</summary>
internal static class ResourceValidator
{
    /// <param name="resources">The readable resources.</param>
    /// <param name="broken">Those that exist but are not readable: nothing is said about references to them.</param>
    /// <param name="isIncomplete">Whether unknown resources may exist beside them.</param>
    /// <param name="problems">Gets the problems.</param>
    public static void Validate(
        ResourceSet resources,
        IReadOnlySet<(string Kind, NamespacedName Name)> broken,
        bool isIncomplete,
        ProblemList problems)
    {
        var scope = new ValidationScope(resources, broken, isIncomplete, problems);
        ServiceChecks.Run(scope);
        EndpointSliceChecks.Run(scope);
        WorkloadChecks.Run(scope);
        AddressChecks.Run(scope);
        PortProtocolChecks.Run(scope);
        RouteChecks.Run(scope);
        RouteConflictChecks.Run(scope);
        PeerAuthenticationChecks.Run(scope);
    }

    /// <summary>
    /// As <see cref="Validate"/> for a cluster, where resources come and go one by one: only what users write for the mesh is looked at.
    /// </summary>
    public static void ValidateCluster(ResourceSet resources, IReadOnlySet<(string Kind, NamespacedName Name)> broken, ProblemList problems)
    {
        var scope = new ValidationScope(resources, broken, isIncomplete: false, problems);
        WorkloadChecks.Run(scope);
        RouteChecks.Run(scope);
        RouteConflictChecks.Run(scope);
        PeerAuthenticationChecks.Run(scope);
    }
}
