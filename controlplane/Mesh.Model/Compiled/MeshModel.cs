using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Mesh.Api.Resources;
using Mesh.Conventions;
using Mesh.Identity;

namespace Mesh.Model.Compiled;

/// <summary>The whole mesh, indexed by the names that proxies ask for.</summary>
internal sealed record MeshModel
{
    private const string DirectPrefix = "workload/";

    public required TrustDomain TrustDomain { get; init; }

    /// <summary>By name, <c>catalog.shop</c>.</summary>
    public required FrozenDictionary<string, ServiceModel> Services { get; init; }

    public required FrozenDictionary<NamespacedName, WorkloadModel> Workloads { get; init; }

    public required FrozenDictionary<IPAddress, WorkloadModel> WorkloadsByAddress { get; init; }

    /// <summary>Service ports by name, <c>catalog.shop:80</c>.</summary>
    public required FrozenDictionary<string, BackendModel> Backends { get; init; }

    /// <summary>Service ports by the service's address and port.</summary>
    public required FrozenDictionary<IPEndPoint, BackendModel> BackendsByAddress { get; init; }

    /// <summary>Ranges in which an unknown address is held and never dialled in plaintext.</summary>
    public required ImmutableArray<IPNetwork> Cidrs { get; init; }

    /// <summary>Ends of names that the mesh answers, ordered.</summary>
    public required ImmutableArray<string> DnsSuffixes { get; init; }

    /// <summary>What connections to an address are for; null when the address or its port is nobody's.</summary>
    public BackendModel? FindDestination(IPEndPoint address)
    {
        if (BackendsByAddress.TryGetValue(address, out var backend))
            return backend;
        return WorkloadsByAddress.TryGetValue(address.Address, out var workload) ? DirectBackend(workload, address.Address, address.Port) : null;
    }

    /// <summary>The backend of that name; null when there is none.</summary>
    public BackendModel? FindBackend(string name)
    {
        if (!name.StartsWith(DirectPrefix, StringComparison.Ordinal))
            return Backends.GetValueOrDefault(name);
        var colon = name.LastIndexOf(':');
        return colon > DirectPrefix.Length
            && NamespacedName.TryParse(name[DirectPrefix.Length..colon], out var workload)
            && int.TryParse(name.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && name[colon + 1] != '0'
            && Workloads.TryGetValue(workload, out var model)
            && model.Addresses is [var preferred, ..]
                ? DirectBackend(model, preferred, port)
                : null;
    }

    // A workload may listen on ports that nobody declared; its proxy accepts all but the reserved ones.
    private static BackendModel? DirectBackend(WorkloadModel workload, IPAddress address, int port)
    {
        if (port is < 1 or > 65535 || (workload.HasProxy && MeshPorts.IsReserved(port)))
            return null;
        var endpoint = new EndpointModel(new IPEndPoint(address, port), 1, workload);
        return new BackendModel($"{DirectPrefix}{workload.Name}:{port}", workload.ProtocolOf(port), [endpoint])
        {
            IsDeclared = workload.Ports.ContainsKey(port),
        };
    }
}
