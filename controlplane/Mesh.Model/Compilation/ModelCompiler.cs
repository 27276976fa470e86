using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using Mesh.Api.Protocols;
using Mesh.Api.Resources;
using Mesh.Model.Addresses;
using Mesh.Model.Compiled;

namespace Mesh.Model.Compilation;

/// <summary>
/// Builds the model of a mesh from the users' resources. Never fails: what is contradictory is refused before, and of two claims to
/// one name or address the first in the order of names holds.
/// </summary>
internal static class ModelCompiler
{
    private static readonly string[] ClusterSuffixes = ["svc", "svc.cluster.local"];

    /// <param name="resources">All resources.</param>
    /// <param name="around">The rest.</param>
    public static MeshModel Compile(ResourceSet resources, Surroundings around)
    {
        var index = new WorkloadIndex(resources.Workloads);
        var selections = ServiceSelection.Of(resources, index, around.Book);
        // What a cluster runs is not for anyone to take: pods come before WorkloadEntries that claim their names or addresses.
        var known = resources.Workloads.OrderByDescending(workload => workload.IsPod).ThenBy(workload => workload.Name).DistinctBy(workload => workload.Name).ToArray();
        var entries = known
            .SelectMany(workload => workload.Addresses.Select(address => (Address: address, Workload: workload)))
            .DistinctBy(pair => pair.Address)
            .ToFrozenDictionary(pair => pair.Address, pair => pair.Workload);
        var compiler = new WorkloadCompiler(around.TrustDomain, new MtlsModes(resources.PeerAuthentications, index), selections, entries);
        var workloads = CompileWorkloads(known, compiler);
        var byAddress = entries.ToFrozenDictionary(pair => pair.Key, pair => workloads[pair.Value.Name]);
        var ports = CompilePorts(resources, selections, new EndpointCompiler(workloads, byAddress));
        return new MeshModel
        {
            TrustDomain = around.TrustDomain,
            Services = selections.Select(CompileService).ToFrozenDictionary(service => service.Name.ServiceName),
            Workloads = workloads,
            WorkloadsByAddress = byAddress,
            Backends = ports.DistinctBy(port => port.Backend.Name).ToFrozenDictionary(port => port.Backend.Name, port => port.Backend),
            BackendsByAddress = ports
                .SelectMany(port => port.Addresses.Select(address => (Address: new IPEndPoint(address, port.Number), port.Backend)))
                .DistinctBy(pair => pair.Address)
                .ToFrozenDictionary(pair => pair.Address, pair => pair.Backend),
            Cidrs = FindCidrs(selections, byAddress.Keys, around),
            DnsSuffixes = around.NamesServices ? FindSuffixes(selections) : [],
        };
    }

    private sealed record CompiledPort(ImmutableArray<IPAddress> Addresses, int Number, BackendModel Backend);

    private static FrozenDictionary<NamespacedName, WorkloadModel> CompileWorkloads(WorkloadEntry[] known, WorkloadCompiler compiler)
    {
        var targets = compiler.TargetPorts;
        return known
            .Select(workload => compiler.Compile(workload, [.. targets[workload.Name]]))
            .ToFrozenDictionary(workload => workload.Name);
    }

    private static CompiledPort[] CompilePorts(ResourceSet resources, ImmutableArray<ServiceSelection> selections, EndpointCompiler endpoints)
    {
        var routes = new RouteAttachment(resources);
        return
        [
            .. from selection in selections
               from port in selection.Service.Ports
               where port.Protocol == TransportProtocol.Tcp
               select new CompiledPort(selection.Addresses, port.Port, CompilePort(selection, port, endpoints, routes)),
        ];
    }

    private static BackendModel CompilePort(ServiceSelection selection, ServicePort port, EndpointCompiler endpoints, RouteAttachment routes)
    {
        var service = selection.Service.Name;
        var http = routes.HttpRoutes(service, port);
        var tcp = routes.TcpRoute(service, port);
        var tls = routes.TlsRoutes(service, port);
        var declared = ProtocolDeclaration.Of(port);
        // A route says what the port speaks: without it, a silent client could bypass an HTTPRoute as TCP.
        var protocol = (declared, http.IsDefault, tcp is not null || !tls.IsEmpty) switch
        {
            (ApplicationProtocol.Undeclared, false, _) => ApplicationProtocol.Http,
            (ApplicationProtocol.Undeclared, true, true) => ApplicationProtocol.Tcp,
            _ => declared,
        };
        return new BackendModel(BackendModel.NameOf(service, port.Port), protocol, endpoints.Endpoints(selection, port))
        {
            Routes = http,
            TcpRoute = tcp,
            TlsRoutes = tls,
            HasClientAffinity = selection.Service.HasClientAffinity,
            IsNodeLocal = selection.Service.IsNodeLocal,
        };
    }

    private static ServiceModel CompileService(ServiceSelection selection)
    {
        var headless = selection.Service.Headless;
        return new ServiceModel(selection.Service.Name, headless ? EndpointCompiler.HeadlessAddresses(selection) : selection.Addresses, headless);
    }

    private static ImmutableArray<string> FindSuffixes(ImmutableArray<ServiceSelection> selections) =>
        [.. selections.Select(selection => selection.Service.Name.Namespace).Concat(ClusterSuffixes).Distinct().Order(StringComparer.Ordinal)];

    private static ImmutableArray<IPNetwork> FindCidrs(
        ImmutableArray<ServiceSelection> selections, IEnumerable<IPAddress> workloads, Surroundings around)
    {
        IPNetwork[] automatic = around.NamesServices ? [AutomaticAddresses.V4Range, AutomaticAddresses.V6Range] : [];
        return NetworkAggregation.Aggregate(
            workloads.Concat(selections.SelectMany(selection => selection.Addresses))
                .Select(NetworkAggregation.Single)
                .Concat(around.Networks)
                .Concat(automatic));
    }
}
