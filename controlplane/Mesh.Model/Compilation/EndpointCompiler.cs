using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Mesh.Api.Resources;
using Mesh.Model.Addresses;
using Mesh.Model.Compiled;

namespace Mesh.Model.Compilation;

/// <summary>Finds the endpoints behind a service's ports.</summary>
/// <param name="workloads">All workloads.</param>
/// <param name="byAddress">The same by address: an EndpointSlice may name a workload's.</param>
internal sealed class EndpointCompiler(
    IReadOnlyDictionary<NamespacedName, WorkloadModel> workloads,
    IReadOnlyDictionary<IPAddress, WorkloadModel> byAddress)
{
    /// <summary>Endpoints of one port that may be used under some circumstance, ordered by address.</summary>
    public ImmutableArray<EndpointModel> Endpoints(ServiceSelection selection, ServicePort port)
    {
        var found = new SortedDictionary<IPEndPoint, EndpointModel>(AddressOrder.Instance);
        foreach (var workload in selection.Workloads.Where(workload => workload.Weight > 0))
        {
            if (workload.FindPort(port.TargetPort) is { } number && workload.Addresses is [var preferred, ..])
                Add(new EndpointModel(new IPEndPoint(preferred, number), workload.Weight, workloads[workload.Name]) { Node = workload.Node });
        }

        foreach (var endpoint in OfSlices(selection, port.Name ?? ""))
            Add(endpoint);
        return OncePerWorkload(selection, found.Values);

        void Add(EndpointModel endpoint) => found.TryAdd(endpoint.Address, endpoint);
    }

    /// <summary>What a headless service's name stands for, ordered.</summary>
    public static ImmutableArray<IPAddress> HeadlessAddresses(ServiceSelection selection)
    {
        var all = selection.Slices.SelectMany(slice => slice.Endpoints).ToArray();
        var anyReady = Array.Exists(all, endpoint => endpoint.Ready);
        var usable = all.Where(endpoint => IsReady(selection, endpoint) || (!anyReady && IsDraining(endpoint))).Select(endpoint => endpoint.Address);
        var own = selection.Workloads.Where(workload => workload.Weight > 0).SelectMany(workload => workload.Addresses.Take(1));
        return [.. own.Concat(usable).Distinct().Order(AddressOrder.Instance)];
    }

    private IEnumerable<EndpointModel> OfSlices(ServiceSelection selection, string portName) =>
        from slice in selection.Slices
        from port in slice.Ports
        where port.Name == portName && port.Protocol == TransportProtocol.Tcp
        from endpoint in slice.Endpoints
        let isReady = IsReady(selection, endpoint)
        where isReady || IsDraining(endpoint)
        select new EndpointModel(new IPEndPoint(endpoint.Address, port.Port), 1, byAddress.GetValueOrDefault(endpoint.Address))
        {
            IsReady = isReady,
            Node = endpoint.Node,
            ForZones = endpoint.ForZones,
            ForNodes = endpoint.ForNodes,
        };

    // With both families each pod is there twice; once is enough, whichever address the client dialled.
    private static ImmutableArray<EndpointModel> OncePerWorkload(ServiceSelection selection, IReadOnlyCollection<EndpointModel> endpoints)
    {
        var preferred = selection.Service.ClusterIps is [var first, ..] ? first.AddressFamily : AddressFamily.InterNetwork;
        var best = endpoints
            .Where(endpoint => endpoint.Workload is not null)
            .OrderByDescending(endpoint => endpoint.IsReady)
            .ThenByDescending(endpoint => endpoint.Address.AddressFamily == preferred)
            .DistinctBy(endpoint => (endpoint.Workload!.Name, endpoint.Address.Port))
            .ToHashSet();
        return [.. endpoints.Where(endpoint => endpoint.Workload is null || best.Contains(endpoint))];
    }

    private static bool IsReady(ServiceSelection selection, SliceEndpoint endpoint) => selection.Service.PublishNotReadyAddresses || endpoint.Ready;

    private static bool IsDraining(SliceEndpoint endpoint) => endpoint is { Serving: true, Terminating: true };
}
