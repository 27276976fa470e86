using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Mesh.Api.Resources;
using Mesh.Conventions;
using Mesh.Model.Compiled;
using Mesh.Protos.Extensions.V1;

namespace Mesh.Model.Xds;

/// <summary>Where a backend's traffic can go, and how each endpoint is reached.</summary>
internal static class EndpointGenerator
{
    /// <param name="backend">The backend.</param>
    /// <param name="client">Whose endpoints; null when it is no workload.</param>
    public static ClusterLoadAssignment Generate(BackendModel backend, WorkloadModel? client)
    {
        // gRPC skips a locality without message or weight.
        var locality = new LocalityLbEndpoints { Locality = new Locality(), LoadBalancingWeight = 1 };
        locality.LbEndpoints.AddRange(EndpointChoice.For(backend, client).Select(ToEndpoint));
        return new ClusterLoadAssignment { ClusterName = backend.Name, Endpoints = { locality } };
    }

    private static LbEndpoint ToEndpoint(EndpointModel endpoint) => new()
    {
        Endpoint = new Endpoint { Address = SocketAddresses.Of(endpoint.Address) },
        HealthStatus = HealthStatus.Healthy,
        LoadBalancingWeight = (uint)endpoint.Weight,
        Metadata = new Metadata
        {
            TypedFilterMetadata = { [ExtensionNames.EndpointMetadata] = XdsEncoding.Pack(ToInfo(endpoint)) },
        },
    };

    private static EndpointInfo ToInfo(EndpointModel endpoint)
    {
        if (endpoint.Workload is not { } workload)
            return new EndpointInfo { Transport = EndpointInfo.Types.Transport.Plaintext };
        var info = new EndpointInfo { Workload = workload.Name.Name, Namespace = workload.Name.Namespace };
        // A port that accepts only plaintext would refuse the tunnel.
        if (!workload.HasProxy || workload.ModeOf(endpoint.Address.Port) == PeerMode.Disable)
            return info;
        info.Transport = EndpointInfo.Types.Transport.Tunnel;
        info.Identities.Add(workload.Identity.ToString());
        return info;
    }
}
