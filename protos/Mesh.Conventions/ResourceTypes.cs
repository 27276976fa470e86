namespace Mesh.Conventions;

/// <summary>xDS type URLs and resource names.</summary>
public static class ResourceTypes
{
    private const string Prefix = "type.googleapis.com/";

    /// <summary>Connections to one address (LDS). Named after the address, <c>10.0.0.7:80</c> or <c>[2001:2::1]:80</c>.</summary>
    public const string Listener = Prefix + "envoy.config.listener.v3.Listener";

    /// <summary>HTTP routes (RDS).</summary>
    public const string Route = Prefix + "envoy.config.route.v3.RouteConfiguration";

    /// <summary>Backends (CDS). Named <c>catalog.shop:80</c>.</summary>
    public const string Cluster = Prefix + "envoy.config.cluster.v3.Cluster";

    /// <summary>Endpoints of a backend (EDS).</summary>
    public const string Endpoints = Prefix + "envoy.config.endpoint.v3.ClusterLoadAssignment";

    /// <summary>The trust bundle (SDS).</summary>
    public const string Secret = Prefix + "envoy.extensions.transport_sockets.tls.v3.Secret";

    /// <summary>Mesh-wide settings.</summary>
    public const string MeshConfig = Prefix + "mesh.extensions.v1.MeshConfig";

    /// <summary>The asking workload.</summary>
    public const string Workload = Prefix + "mesh.extensions.v1.Workload";

    /// <summary>Addresses of a name.</summary>
    public const string DnsName = Prefix + "mesh.extensions.v1.DnsName";

    /// <summary>Name of the only <see cref="MeshConfig"/> resource.</summary>
    public const string MeshConfigName = "mesh";

    /// <summary>Name of the only <see cref="Workload"/> resource.</summary>
    public const string SelfName = "self";

    /// <summary>Name of the trust bundle's <see cref="Secret"/>.</summary>
    public const string BundleName = "bundle";
}
