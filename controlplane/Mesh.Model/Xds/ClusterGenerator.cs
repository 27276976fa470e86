using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Conventions;
using Mesh.Model.Compiled;
using Mesh.Protos.Extensions.V1;

namespace Mesh.Model.Xds;

/// <summary>How a backend is connected to and balanced.</summary>
internal static class ClusterGenerator
{
    // As Linkerd: inside one network a longer wait only delays the try of another endpoint.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    public static Cluster Generate(BackendModel backend) => new()
    {
        Name = backend.Name,
        Type = Cluster.Types.DiscoveryType.Eds,
        EdsClusterConfig = new Cluster.Types.EdsClusterConfig { EdsConfig = XdsSources.Ads() },
        ConnectTimeout = ConnectTimeout.ToDuration(),
        TransportSocket = new TransportSocket
        {
            Name = ExtensionNames.MeshTransport,
            TypedConfig = XdsEncoding.Pack(new MeshTransport()),
        },
        LoadBalancingPolicy = new LoadBalancingPolicy
        {
            Policies =
            {
                new LoadBalancingPolicy.Types.Policy
                {
                    TypedExtensionConfig = new TypedExtensionConfig
                    {
                        Name = ExtensionNames.PeakEwma,
                        TypedConfig = XdsEncoding.Pack(new PeakEwma()),
                    },
                },
            },
        },
    };
}
