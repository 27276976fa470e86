using System.Collections.Immutable;
using System.Net;
using Mesh.Api.Resources;
using Mesh.Model.Addresses;

namespace Mesh.Model.Compilation;

/// <summary>A service with what belongs to it.</summary>
/// <param name="Service">The service.</param>
/// <param name="Addresses">Its own addresses; none when it is headless.</param>
/// <param name="Workloads">Workloads it selects, ordered by name. No pods: those are in its slices.</param>
/// <param name="Slices">EndpointSlices that name it.</param>
internal sealed record ServiceSelection(
    Service Service,
    ImmutableArray<IPAddress> Addresses,
    ImmutableArray<WorkloadEntry> Workloads,
    ImmutableArray<EndpointSlice> Slices)
{
    /// <summary>Selections of all services that the mesh has a part in, ordered by name.</summary>
    public static ImmutableArray<ServiceSelection> Of(ResourceSet resources, WorkloadIndex workloads, AddressBook book)
    {
        var slices = resources.EndpointSlices.Where(slice => slice.Service is not null).ToLookup(slice => slice.Service!.Value);
        return
        [
            .. resources.Services.Where(service => service.ExternalName is null).OrderBy(service => service.Name).DistinctBy(service => service.Name).Select(service => new ServiceSelection(
                service,
                AddressesOf(service, book),
                [.. workloads.Select(service.Name.Namespace, service.Selector).Where(workload => !workload.IsPod)],
                [.. slices[service.Name]])),
        ];
    }

    /// <summary>Whether the mesh has to give the service addresses.</summary>
    public static bool NeedsAddresses(Service service) => !service.Headless && service.ClusterIps.IsEmpty && service.ExternalName is null;

    private static ImmutableArray<IPAddress> AddressesOf(Service service, AddressBook book)
    {
        if (!NeedsAddresses(service))
            return service.ClusterIps;
        return book.Find(service.Name) is { } given ? [given.V4, given.V6] : [];
    }
}
