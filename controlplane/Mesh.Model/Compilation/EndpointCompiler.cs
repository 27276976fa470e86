using System.Collections.Immutable;
using System.Net;
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
    /// <summary>Endpoints of one port, ordered by address.</summary>
    public ImmutableArray<EndpointModel> Endpoints(ServiceSelection selection, ServicePort port)
    {
        var found = new SortedDictionary<IPEndPoint, EndpointModel>(AddressOrder.Instance);
        foreach (var workload in selection.Workloads.Where(workload => workload.Weight > 0))
        {
            if (workload.FindPort(port.TargetPort) is { } number)
                Add(new IPEndPoint(workload.Address, number), workload.Weight, workloads[workload.Name]);
        }

        foreach (var address in SliceAddresses(selection, port.Name ?? ""))
            Add(address, 1, byAddress.GetValueOrDefault(address.Address));
        return [.. found.Values];

        void Add(IPEndPoint address, int weight, WorkloadModel? workload) =>
            found.TryAdd(address, new EndpointModel(address, weight, workload));
    }

    /// <summary>What a headless service's name stands for, ordered.</summary>
    public static ImmutableArray<IPAddress> HeadlessAddresses(ServiceSelection selection)
    {
        var usable = UsableOf(selection).SelectMany(slice => slice.Endpoints).Select(endpoint => endpoint.Address);
        var addresses = selection.Workloads.Where(workload => workload.Weight > 0).Select(workload => workload.Address).Concat(usable);
        return [.. addresses.Distinct().Order(AddressOrder.Instance)];
    }

    private static IEnumerable<IPEndPoint> SliceAddresses(ServiceSelection selection, string portName) =>
        from slice in UsableOf(selection)
        from port in slice.Slice.Ports
        where port.Name == portName && port.Protocol == TransportProtocol.Tcp
        from endpoint in slice.Endpoints
        select new IPEndPoint(endpoint.Address, port.Port);

    // As kube-proxy: ready endpoints; when there are none, those that still serve while they terminate.
    private static IEnumerable<(EndpointSlice Slice, IEnumerable<SliceEndpoint> Endpoints)> UsableOf(ServiceSelection selection)
    {
        var all = selection.Service.PublishNotReadyAddresses;
        var anyReady = selection.Slices.Any(slice => slice.Endpoints.Any(endpoint => endpoint.Ready));
        return selection.Slices.Select(slice =>
            (slice, slice.Endpoints.Where(endpoint => all || endpoint.Ready || (!anyReady && endpoint is { Serving: true, Terminating: true }))));
    }
}
