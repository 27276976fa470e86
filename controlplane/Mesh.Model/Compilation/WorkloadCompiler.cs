using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using Mesh.Api.Protocols;
using Mesh.Api.Resources;
using Mesh.Identity;
using Mesh.Model.Compiled;

namespace Mesh.Model.Compilation;

/// <summary>Gathers what a workload's own proxy must know.</summary>
/// <param name="trustDomain">First part of identities.</param>
/// <param name="modes">What workloads accept.</param>
/// <param name="services">All services.</param>
/// <param name="byAddress">All workloads by address: an EndpointSlice may name a workload's.</param>
internal sealed class WorkloadCompiler(
    TrustDomain trustDomain, MtlsModes modes, ImmutableArray<ServiceSelection> services, IReadOnlyDictionary<IPAddress, WorkloadEntry> byAddress)
{
    private readonly FrozenDictionary<NamespacedName, ServiceSelection> _services = services.ToFrozenDictionary(selection => selection.Service.Name);
    private readonly ILookup<(NamespacedName Workload, int Port), ServicePortUse> _uses = FindUses(services, byAddress);

    private readonly record struct ServicePortUse(NamespacedName Service, ServicePort Port);

    public WorkloadModel Compile(WorkloadEntry workload, IReadOnlyCollection<int> targetPorts)
    {
        var defaultMode = modes.DefaultOf(workload.Name);
        var portModes = modes.PortsOf(workload.Name);
        var identity = SpiffeId.Create(trustDomain, workload.Name.Namespace, workload.ServiceAccount);
        return new WorkloadModel(workload.Name, workload.Addresses, workload.ServiceAccount, identity)
        {
            HasProxy = workload.HasProxy,
            Node = workload.Node,
            Zone = workload.Zone,
            DefaultMode = defaultMode,
            Ports = workload.Ports.Values.Concat(targetPorts).Concat(portModes.Keys).Concat(workload.ProxyProtocols.Keys).Distinct().ToImmutableSortedDictionary(
                port => port,
                port => CompilePort(workload, port, portModes.TryGetValue(port, out var mode) ? mode : defaultMode)),
            ExplicitListeners = [.. workload.Outbounds.Select(ToListener).OfType<ExplicitListenerModel>()],
        };
    }

    /// <summary>The ports that services lead to, by workload.</summary>
    public ILookup<NamespacedName, int> TargetPorts => _uses.ToLookup(use => use.Key.Workload, use => use.Key.Port);

    private static ILookup<(NamespacedName Workload, int Port), ServicePortUse> FindUses(
        ImmutableArray<ServiceSelection> services, IReadOnlyDictionary<IPAddress, WorkloadEntry> byAddress) => (
        from selection in services
        from port in selection.Service.Ports
        where port.Protocol == TransportProtocol.Tcp
        from target in TargetsOf(selection, port, byAddress).Distinct()
        select (Key: target, Use: new ServicePortUse(selection.Service.Name, port)))
        .ToLookup(pair => pair.Key, pair => pair.Use);

    private static IEnumerable<(NamespacedName Workload, int Port)> TargetsOf(
        ServiceSelection selection, ServicePort port, IReadOnlyDictionary<IPAddress, WorkloadEntry> byAddress)
    {
        var selected = from workload in selection.Workloads
                       let number = workload.FindPort(port.TargetPort)
                       where number is not null
                       select (workload.Name, number.Value);
        var sliced = from slice in selection.Slices
                     from slicePort in slice.Ports
                     where slicePort.Name == (port.Name ?? "") && slicePort.Protocol == TransportProtocol.Tcp
                     from endpoint in slice.Endpoints
                     let workload = byAddress.GetValueOrDefault(endpoint.Address)
                     where workload is not null
                     select (workload.Name, slicePort.Port);
        return selected.Concat(sliced);
    }

    private WorkloadPortModel CompilePort(WorkloadEntry workload, int port, PeerMode mode)
    {
        var uses = _uses[(workload.Name, port)].ToArray();
        var protocol = Merge(uses.Select(use => ProtocolDeclaration.Of(use.Port)));
        if (uses.Length == 0)
            protocol = ProtocolDeclaration.Of(workload.Ports.FirstOrDefault(known => known.Value == port).Key, port);
        var names = uses.Select(use => BackendModel.NameOf(use.Service, use.Port.Port));
        return new WorkloadPortModel(protocol, mode, [.. names.Order(StringComparer.Ordinal)])
        {
            ProxyProtocol = workload.ProxyProtocols.TryGetValue(port, out var version) ? version : null,
        };
    }

    // Contradicting declarations are refused before; should they get here, looking at the bytes is right for both.
    private static ApplicationProtocol Merge(IEnumerable<ApplicationProtocol> declared)
    {
        var distinct = declared.Where(protocol => protocol != ApplicationProtocol.Undeclared).Distinct().ToArray();
        return distinct.Length == 1 ? distinct[0] : ApplicationProtocol.Undeclared;
    }

    private ExplicitListenerModel? ToListener(ExplicitOutbound outbound) =>
        _services.TryGetValue(outbound.Service, out var target) && target.Addresses is [var address, ..]
            ? new ExplicitListenerModel(outbound.Listen, new IPEndPoint(address, outbound.Port))
            : null;
}
