using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Mesh.Api.Resources;
using Mesh.Conventions;
using Mesh.Model.Addresses;
using Mesh.Model.Compiled;
using Mesh.Model.Xds;

namespace Mesh.Model.Snapshots;

/// <summary>
/// The mesh of one moment: answers what proxies ask for. Immutable in what it answers; each resource is encoded once, when it is
/// first asked for. Safe for any number of threads.
/// </summary>
public sealed class MeshSnapshot
{
    private readonly MeshModel _mesh;
    private readonly ConcurrentDictionary<(string TypeUrl, string Name, string? View), XdsResource> _encoded = new();

    internal MeshSnapshot(MeshModel mesh, AddressBook addressBook)
    {
        _mesh = mesh;
        AddressBook = addressBook;
    }

    /// <summary>The automatic addresses in use. The same instance as went into the compilation when no service is new.</summary>
    public AddressBook AddressBook { get; }

    /// <summary>All workloads, by name.</summary>
    public IReadOnlyDictionary<NamespacedName, WorkloadModel> Workloads => _mesh.Workloads;

    /// <summary>A resource as <paramref name="view"/> sees it.</summary>
    /// <param name="typeUrl">One of <see cref="ResourceTypes"/>. Secrets are not the model's: null.</param>
    /// <param name="name">The resource's name; any text.</param>
    /// <param name="view">Who asks.</param>
    /// <returns>Null when there is no such resource.</returns>
    public XdsResource? Resolve(string typeUrl, string name, ProxyView view)
    {
        var seenBy = ScopeOf(typeUrl, name, view);
        if (_encoded.TryGetValue((typeUrl, name, seenBy), out var known))
            return known;
        var (message, isBounded) = Generate(typeUrl, name, view);
        if (message is null)
            return null;
        var resource = XdsResource.Encode(name, message);
        // Names that nobody declared are not kept: an asker could make up 65535 of them for each workload.
        return isBounded ? _encoded.GetOrAdd((typeUrl, name, seenBy), resource) : resource;
    }

    private string? ScopeOf(string typeUrl, string name, ProxyView view) => typeUrl switch
    {
        ResourceTypes.Workload => view.Workload.ToString(),
        ResourceTypes.Endpoints when _mesh.FindBackend(name) is { } backend => EndpointChoice.ScopeOf(backend, _mesh.Workloads.GetValueOrDefault(view.Workload)),
        _ => null,
    };

    private (IMessage? Message, bool IsBounded) Generate(string typeUrl, string name, ProxyView view) => typeUrl switch
    {
        ResourceTypes.Listener => FindListener(name),
        ResourceTypes.Route => OfBackend(name, backend => RouteGenerator.Generate(backend, _mesh)),
        ResourceTypes.Cluster => OfBackend(name, ClusterGenerator.Generate),
        ResourceTypes.Endpoints => OfBackend(name, backend => EndpointGenerator.Generate(backend, _mesh.Workloads.GetValueOrDefault(view.Workload))),
        ResourceTypes.DnsName => (DnsGenerator.Generate(name, _mesh), true),
        ResourceTypes.MeshConfig when name == ResourceTypes.MeshConfigName => (MeshConfigGenerator.Generate(_mesh), true),
        ResourceTypes.Workload when name == ResourceTypes.SelfName && _mesh.Workloads.TryGetValue(view.Workload, out var self) =>
            (WorkloadGenerator.Generate(self), true),
        _ => default,
    };

    private (IMessage? Message, bool IsBounded) FindListener(string name)
    {
        // Only the usual spelling is a name, so that one address has one resource.
        if (!IPEndPoint.TryParse(name, out var address) || address.ToString() != name || _mesh.FindDestination(address) is not { } backend)
            return default;
        return (ListenerGenerator.Generate(address, backend), backend.IsDeclared);
    }

    private (IMessage? Message, bool IsBounded) OfBackend(string name, Func<BackendModel, IMessage> generate) =>
        _mesh.FindBackend(name) is { } backend ? (generate(backend), backend.IsDeclared) : default;
}
