using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Conventions;
using Mesh.Protos.Extensions.V1;

namespace Mesh.Protos.Tests.Wire;

public sealed class ResourceTypeTests
{
    [Fact]
    public void Type_urls_are_those_of_the_messages()
    {
        Assert.Equal(ResourceTypes.Listener, Any.Pack(new Listener()).TypeUrl);
        Assert.Equal(ResourceTypes.Route, Any.Pack(new RouteConfiguration()).TypeUrl);
        Assert.Equal(ResourceTypes.Cluster, Any.Pack(new Cluster()).TypeUrl);
        Assert.Equal(ResourceTypes.Endpoints, Any.Pack(new ClusterLoadAssignment()).TypeUrl);
        Assert.Equal(ResourceTypes.Secret, Any.Pack(new Secret()).TypeUrl);
        Assert.Equal(ResourceTypes.MeshConfig, Any.Pack(new MeshConfig()).TypeUrl);
        Assert.Equal(ResourceTypes.Workload, Any.Pack(new Workload()).TypeUrl);
        Assert.Equal(ResourceTypes.DnsName, Any.Pack(new DnsName()).TypeUrl);
    }
}
