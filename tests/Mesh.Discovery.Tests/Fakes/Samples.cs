using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Http.Router.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Conventions;
using Mesh.Protos.Extensions.V1;
using InfoTransport = Mesh.Protos.Extensions.V1.EndpointInfo.Types.Transport;

namespace Mesh.Discovery.Tests.Fakes;

/// <summary>Good resources, as a control plane would send them.</summary>
internal static class Samples
{
    public static ConfigSource Ads => new() { Ads = new AggregatedConfigSource(), ResourceApiVersion = ApiVersion.V3 };

    public static MeshConfig MeshConfig() => new() { TrustDomain = "cluster.local", Cidrs = { "10.0.0.0/8", "240.240.0.0/16" }, DnsSuffixes = { "shop" } };

    public static Workload Workload() => new()
    {
        Name = "web",
        Namespace = "shop",
        Identity = TestAuthority.WorkloadId,
        Addresses = { "10.0.0.7" },
        Ports = { new Workload.Types.Port { Port_ = 8080, Protocol = Protocol.Http, MtlsMode = MtlsMode.Strict, Services = { "web.shop:80" } } },
    };

    public static Secret Bundle(TestAuthority? authority = null) => new()
    {
        Name = ResourceTypes.BundleName,
        ValidationContext = new CertificateValidationContext
        {
            TrustedCa = new DataSource { InlineString = (authority ?? TestAuthority.Shared).Bundle.ToPem() },
        },
    };

    public static Cluster Cluster(string name) => new()
    {
        Name = name,
        Type = Envoy.Config.Cluster.V3.Cluster.Types.DiscoveryType.Eds,
        EdsClusterConfig = new Cluster.Types.EdsClusterConfig { EdsConfig = Ads },
        ConnectTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)),
        TransportSocket = new TransportSocket { Name = ExtensionNames.MeshTransport, TypedConfig = Any.Pack(new MeshTransport()) },
        LoadBalancingPolicy = new LoadBalancingPolicy
        {
            Policies = { new LoadBalancingPolicy.Types.Policy { TypedExtensionConfig = new TypedExtensionConfig { Name = ExtensionNames.PeakEwma, TypedConfig = Any.Pack(new PeakEwma()) } } },
        },
    };

    public static ClusterLoadAssignment Endpoints(string name, params string[] addresses)
    {
        var locality = new LocalityLbEndpoints { Locality = new Locality(), LoadBalancingWeight = 1 };
        locality.LbEndpoints.AddRange(addresses.Select(Endpoint));
        return new ClusterLoadAssignment { ClusterName = name, Endpoints = { locality } };
    }

    public static LbEndpoint Endpoint(string address) => new()
    {
        Endpoint = new Endpoint { Address = Address(address) },
        HealthStatus = HealthStatus.Healthy,
        LoadBalancingWeight = 1,
        Metadata = new Metadata
        {
            TypedFilterMetadata =
            {
                [ExtensionNames.EndpointMetadata] = Any.Pack(new EndpointInfo
                {
                    Transport = InfoTransport.Tunnel,
                    Identities = { "spiffe://cluster.local/ns/shop/sa/catalog" },
                    Workload = "catalog-1",
                    Namespace = "shop",
                }),
            },
        },
    };

    public static Address Address(string text)
    {
        var endpoint = System.Net.IPEndPoint.Parse(text);
        return new Address { SocketAddress = new SocketAddress { Address = endpoint.Address.ToString(), PortValue = (uint)endpoint.Port } };
    }

    public static RouteConfiguration Route(string name, params string[] clusters) => new()
    {
        Name = name,
        VirtualHosts = { new VirtualHost { Name = name, Domains = { "*" }, Routes = { RouteTo(clusters) } } },
    };

    public static Route RouteTo(params string[] clusters)
    {
        var action = new RouteAction { Timeout = new Duration() };
        if (clusters.Length == 1)
        {
            action.Cluster = clusters[0];
        }
        else
        {
            action.WeightedClusters = new WeightedCluster();
            action.WeightedClusters.Clusters.AddRange(clusters.Select(cluster => new WeightedCluster.Types.ClusterWeight { Name = cluster, Weight = 1 }));
        }
        return new Route { Name = "default", Match = new RouteMatch { Prefix = "/" }, Route_ = action };
    }

    public static HttpConnectionManager Http(string route) => new()
    {
        StatPrefix = route,
        Rds = new Rds { ConfigSource = Ads, RouteConfigName = route },
        HttpFilters = { new HttpFilter { Name = ExtensionNames.Router, TypedConfig = Any.Pack(new Router()) } },
    };

    public static Listener HttpListener(string name, string route) =>
        new() { Name = name, Address = Address(name), DefaultFilterChain = Chain(Http(route)) };

    public static Listener TcpListener(string name, string cluster) =>
        new() { Name = name, Address = Address(name), DefaultFilterChain = Chain(new TcpProxy { StatPrefix = cluster, Cluster = cluster }) };

    public static Listener AutoListener(string name, string route, string cluster)
    {
        var listener = TcpListener(name, cluster);
        var sniffed = Chain(Http(route));
        sniffed.FilterChainMatch = new FilterChainMatch { ApplicationProtocols = { ExtensionNames.SniffedHttp1, ExtensionNames.SniffedHttp2 } };
        listener.FilterChains.Add(sniffed);
        return listener;
    }

    /// <summary>TLS by server name, a chain for each cluster.</summary>
    public static Listener TlsListener(string name, params (string ServerName, string Cluster)[] targets)
    {
        var listener = new Listener { Name = name, Address = Address(name) };
        foreach (var (serverName, cluster) in targets)
        {
            var chain = Chain(new TcpProxy { StatPrefix = cluster, Cluster = cluster });
            chain.FilterChainMatch = new FilterChainMatch { TransportProtocol = ExtensionNames.TlsTransport, ServerNames = { serverName } };
            listener.FilterChains.Add(chain);
        }
        return listener;
    }

    public static FilterChain Chain(IMessage config) =>
        new() { Filters = { new Filter { Name = config is TcpProxy ? ExtensionNames.TcpProxy : ExtensionNames.HttpConnectionManager, TypedConfig = Any.Pack(config) } } };
}
