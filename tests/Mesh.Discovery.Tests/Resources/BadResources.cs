using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Conventions;
using Mesh.Discovery.Tests.Fakes;
using Mesh.Protos.Extensions.V1;

namespace Mesh.Discovery.Tests.Resources;

/// <summary>One mistake in a good resource, and how its refusal begins.</summary>
internal sealed record BadResource(string Type, string Name, IMessage Content, string Refusal);

/// <summary>For each resource type, mistakes that must be refused.</summary>
internal static class BadResources
{
    public const string Address = "240.240.0.1:80";
    public const string Service = "catalog.shop:80";
    public const string Host = "catalog.shop";

    public static IReadOnlyList<BadResource> All { get; } =
        [.. OfMeshConfig(), .. OfWorkload(), .. OfBundle(), .. OfCluster(), .. OfEndpoints(), .. OfRoute(), .. OfListener(), .. OfTlsListener(), .. OfDnsName()];

    private static IEnumerable<BadResource> OfMeshConfig()
    {
        yield return Bad(Samples.MeshConfig(), c => c.TrustDomain = "Not A Domain", "trust_domain: \"Not A Domain\" is not a trust domain");
        yield return Bad(Samples.MeshConfig(), c => c.Cidrs.Add("10.0.0.0/33"), "cidrs: \"10.0.0.0/33\" is not an IP network");
        yield return Bad(Samples.MeshConfig(), c => c.DnsSuffixes.Add(".shop"), "dns_suffixes: \".shop\" is not");
        yield return Bad(Samples.MeshConfig(), c => c.OutboundPolicy = (MeshConfig.Types.OutboundPolicy)9, "outbound_policy: 9 is not implemented");

        static BadResource Bad(MeshConfig config, Action<MeshConfig> spoil, string field) =>
            Make(ResourceTypes.MeshConfig, ResourceTypes.MeshConfigName, config, spoil, $"MeshConfig \"mesh\": {field}");
    }

    private static IEnumerable<BadResource> OfWorkload()
    {
        yield return Bad(w => w.Identity = "web", "identity: \"web\" is not a SPIFFE id");
        yield return Bad(w => w.Addresses.Add("10.0.0"), "addresses[1]: \"10.0.0\" is not an IP address");
        yield return Bad(w => w.Ports[0].Port_ = 0, "ports[0].port: 0 is not a port");
        yield return Bad(w => w.Ports.Add(w.Ports[0].Clone()), "ports[1].port: 8080 is not a port from 1 to 65535, or occurs twice");
        yield return Bad(w => w.Ports[0].MtlsMode = (MtlsMode)7, "ports[0].mtls_mode: 7 is not implemented");
        yield return Bad(w => w.Ports[0].Protocol = (Protocol)7, "ports[0].protocol: 7 is not implemented");
        yield return Bad(w => w.Ports[0].ProxyProtocol = new ProxyProtocolConfig { Version = (ProxyProtocolConfig.Types.Version)7 }, "ports[0].proxy_protocol.version: 7 is not implemented");
        yield return Bad(w => w.DefaultMtlsMode = (MtlsMode)7, "default_mtls_mode: 7 is not implemented");
        yield return Bad(w => w.ExplicitListeners.Add(new Workload.Types.ExplicitListener { Listen = "9001" }), "explicit_listeners[0].listen: \"9001\" is not an ip:port");

        static BadResource Bad(Action<Workload> spoil, string field) =>
            Make(ResourceTypes.Workload, ResourceTypes.SelfName, Samples.Workload(), spoil, $"Workload \"self\": {field}");
    }

    private static IEnumerable<BadResource> OfBundle()
    {
        yield return Bad(s => s.TlsCertificate = new TlsCertificate(), "type: only validation_context is implemented");
        yield return Bad(s => s.ValidationContext.TrustedCa = null, "validation_context.trusted_ca: inline_string or inline_bytes in PEM is needed");
        yield return Bad(s => s.ValidationContext.TrustedCa.InlineString = "not PEM", "validation_context.trusted_ca: ");
        yield return Bad(s => s.Name = "other", "name: ");

        static BadResource Bad(Action<Secret> spoil, string field) =>
            Make(ResourceTypes.Secret, ResourceTypes.BundleName, Samples.Bundle(), spoil, $"Secret \"bundle\": {field}");
    }

    private static IEnumerable<BadResource> OfCluster()
    {
        yield return Bad(c => c.Type = Cluster.Types.DiscoveryType.StrictDns, "type: only EDS is implemented");
        yield return Bad(c => c.EdsClusterConfig = null, "eds_cluster_config.eds_config: is missing");
        yield return Bad(c => c.TransportSocket.Name = "envoy.transport_sockets.tls", "transport_socket.name: unknown transport socket \"envoy.transport_sockets.tls\"");
        yield return Bad(c => c.ConnectTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(-1)), "connect_timeout: ");
        yield return Bad(c => c.LoadAssignment = new ClusterLoadAssignment(), "load_assignment: not implemented");

        static BadResource Bad(Action<Cluster> spoil, string field) =>
            Make(ResourceTypes.Cluster, Service, Samples.Cluster(Service), spoil, $"Cluster \"{Service}\": {field}");
    }

    private static IEnumerable<BadResource> OfEndpoints()
    {
        const string First = "endpoints[0].lb_endpoints[0]";
        yield return Bad(e => e.Endpoints[0].Priority = 1, "endpoints[0].priority: 1 is not implemented");
        yield return Bad(e => e.Endpoints[0].LbEndpoints[0].LoadBalancingWeight = 0, $"{First}.load_balancing_weight: 1 to ");
        yield return Bad(e => e.Endpoints[0].LbEndpoints[0].Endpoint.Address.SocketAddress.Address = "catalog", $"{First}.endpoint.address");
        yield return Bad(e => e.Endpoints[0].LbEndpoints.Add(e.Endpoints[0].LbEndpoints[0].Clone()), "endpoints[0].lb_endpoints[1].endpoint.address: 10.0.0.8:8080 occurs twice");
        yield return Bad(e => SetInfo(e, new EndpointInfo { Transport = EndpointInfo.Types.Transport.Tunnel }), $"{First}.metadata[mesh.endpoint].identities: a tunnel needs at least one SPIFFE id");
        yield return Bad(e => SetInfo(e, new EndpointInfo { Identities = { "catalog" } }), $"{First}.metadata[mesh.endpoint].identities[0]: \"catalog\" is not a SPIFFE id");

        static BadResource Bad(Action<ClusterLoadAssignment> spoil, string field) =>
            Make(ResourceTypes.Endpoints, Service, Samples.Endpoints(Service, "10.0.0.8:8080"), spoil, $"ClusterLoadAssignment \"{Service}\": {field}");

        static void SetInfo(ClusterLoadAssignment assignment, EndpointInfo info) =>
            assignment.Endpoints[0].LbEndpoints[0].Metadata.TypedFilterMetadata[ExtensionNames.EndpointMetadata] = Any.Pack(info);
    }

    private static IEnumerable<BadResource> OfRoute()
    {
        const string First = "virtual_hosts[0].routes[0]";
        yield return Bad(r => r.VirtualHosts[0].Domains.Clear(), "virtual_hosts[0].domains: is empty");
        yield return Bad(r => r.VirtualHosts.Add(r.VirtualHosts[0].Clone()), "virtual_hosts: ");
        yield return Bad(r => r.VirtualHosts[0].Routes[0].Match = null, $"{First}.match: is missing");
        yield return Bad(r => r.VirtualHosts[0].Routes[0].Match.SafeRegex = new() { Regex = "(" }, $"{First}.match.safe_regex.regex: ");
        yield return Bad(r => r.VirtualHosts[0].Routes[0].Redirect = new RedirectAction(), $"{First}: action redirect is not implemented");
        yield return Bad(r => r.VirtualHosts[0].Routes[0].Route_.PrefixRewrite = "/x", $"{First}.route.prefix_rewrite: not implemented");
        yield return Bad(r => r.VirtualHosts[0].Routes[0].Route_.RetryPolicy = new RetryPolicy { RetryOn = "5xx,luck" }, $"{First}.route.retry_policy.retry_on: \"luck\" is not implemented");
        yield return Bad(r => r.VirtualHosts[0].Routes[0].RequestHeadersToRemove.Add("x"), $"{First}.request_headers_to_remove: not implemented");

        static BadResource Bad(Action<RouteConfiguration> spoil, string field) =>
            Make(ResourceTypes.Route, Service, Samples.Route(Service, Service), spoil, $"RouteConfiguration \"{Service}\": {field}");
    }

    private static IEnumerable<BadResource> OfListener()
    {
        const string Filter = "default_filter_chain.filters[0]";
        yield return Bad(l => l.DefaultFilterChain = null, "default_filter_chain: is missing");
        yield return Bad(l => l.DefaultFilterChain.Filters.Clear(), "default_filter_chain.filters: 0 network filters are not implemented");
        yield return Bad(l => l.DefaultFilterChain.Filters[0].TypedConfig = Any.Pack(new Empty()), $"{Filter}: unknown network filter");
        yield return Bad(l => l.DefaultFilterChain.TransportSocket = new TransportSocket(), "default_filter_chain.transport_socket: not implemented");
        yield return Bad(l => l.Address = Samples.Address("240.240.0.2:80"), "address");
        yield return Bad(l => SetHttp(l, http => http.HttpFilters.Clear()), $"{Filter}.http_filters: is empty");
        yield return Bad(l => SetHttp(l, http => http.HttpFilters.Insert(0, new HttpFilter { Name = "lua" })), $"{Filter}.http_filters[0]: unknown HTTP filter \"lua\"");
        yield return Bad(l => SetHttp(l, http => http.Rds.RouteConfigName = ""), $"{Filter}.rds.route_config_name: is empty");

        static BadResource Bad(Action<Listener> spoil, string field) =>
            Make(ResourceTypes.Listener, Address, Samples.HttpListener(Address, Service), spoil, $"Listener \"{Address}\": {field}");

        static void SetHttp(Listener listener, Action<HttpConnectionManager> spoil)
        {
            var http = Samples.Http(Service);
            spoil(http);
            listener.DefaultFilterChain = Samples.Chain(http);
        }
    }

    private static IEnumerable<BadResource> OfTlsListener()
    {
        const string Match = "filter_chains[1].filter_chain_match";
        yield return Bad(l => l.DefaultFilterChain = l.FilterChains[0].Clone(), "default_filter_chain beside chains for server names: not implemented");
        yield return Bad(l => l.FilterChains[1].FilterChainMatch = null, $"{Match}: is missing");
        yield return Bad(l => l.FilterChains[1].FilterChainMatch.TransportProtocol = "", $"{Match}.transport_protocol: beside chains");
        yield return Bad(l => l.FilterChains[1].FilterChainMatch.ServerNames.Clear(), $"{Match}.server_names: is empty");
        yield return Bad(l => l.FilterChains[1].FilterChainMatch.ServerNames.Add("A.example.com"), $"{Match}.server_names: \"A.example.com\" occurs twice");
        yield return Bad(l => l.FilterChains[1].FilterChainMatch.ServerNames.Add("a.*"), $"{Match}.server_names: \"a.*\" is not a name");
        yield return Bad(l => l.FilterChains[1].FilterChainMatch.ApplicationProtocols.Add("h2"), $"{Match}.application_protocols: not implemented");
        yield return Bad(l => l.FilterChains[1].Filters[0] = Samples.Chain(Samples.Http(Service)).Filters[0], "filter_chains[1].filters[0]: HTTP inside of TLS: not implemented");

        static BadResource Bad(Action<Listener> spoil, string field) =>
            Make(ResourceTypes.Listener, Address, Samples.TlsListener(Address, ("a.example.com", Service), ("b.example.com", Service)), spoil, $"Listener \"{Address}\": {field}");
    }

    private static IEnumerable<BadResource> OfDnsName()
    {
        yield return Bad(n => n.Addresses.Add("somewhere"), "addresses[1]: \"somewhere\" is not an IP address");
        yield return Bad(n => n.Ttl = Duration.FromTimeSpan(TimeSpan.FromSeconds(-1)), "ttl: ");

        static BadResource Bad(Action<DnsName> spoil, string field) =>
            Make(ResourceTypes.DnsName, Host, new DnsName { Addresses = { "240.240.0.1" } }, spoil, $"DnsName \"{Host}\": {field}");
    }

    private static BadResource Make<T>(string type, string name, T content, Action<T> spoil, string refusal)
        where T : IMessage
    {
        spoil(content);
        return new BadResource(type, name, content, refusal);
    }
}
