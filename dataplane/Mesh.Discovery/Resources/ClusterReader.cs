using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Google.Protobuf;
using Mesh.Conventions;
using Mesh.Protos.Extensions.V1;
using Mesh.Traffic.Balancing;

namespace Mesh.Discovery.Resources;

/// <summary>Reads <c>envoy.config.cluster.v3.Cluster</c>.</summary>
internal static class ClusterReader
{
    private static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(5);

    public static ClusterSpec? Read(string name, ByteString value, FieldReport report)
    {
        if (!TypedConfig.TryRead(value, Cluster.Parser, "cluster", report, out var cluster))
            return null;
        ResourceNames.Check(name, cluster.Name, report);
        CheckUnsupported(cluster, report);
        if (cluster.ClusterDiscoveryTypeCase != Cluster.ClusterDiscoveryTypeOneofCase.Type || cluster.Type != Cluster.Types.DiscoveryType.Eds)
            report.Error("type", "only EDS is implemented");
        if (cluster.EdsClusterConfig?.EdsConfig is not { } source)
            report.Error("eds_cluster_config.eds_config", "is missing; ads{} is needed");
        else
            ConfigSources.Check(source, "eds_cluster_config.eds_config", report);
        var timeout = Durations.ReadPositive(cluster.ConnectTimeout, "connect_timeout", report) ?? DefaultConnectTimeout;
        var endpoints = cluster.EdsClusterConfig?.ServiceName is { Length: > 0 } service ? service : cluster.Name;
        return new ClusterSpec(cluster.Name, endpoints, timeout, ReadBalancer(cluster, report));
    }

    private static void CheckUnsupported(Cluster cluster, FieldReport report)
    {
        if (cluster.TransportSocket is { } socket && socket.Name != ExtensionNames.MeshTransport)
            report.Error("transport_socket.name", $"unknown transport socket \"{socket.Name}\"; {ExtensionNames.MeshTransport} is implemented");
        report.NotImplemented(cluster.LoadAssignment is not null, "load_assignment");
        report.Ignored(cluster.CircuitBreakers is not null, "circuit_breakers");
        report.Ignored(cluster.OutlierDetection is not null, "outlier_detection");
        report.Ignored(cluster.TypedExtensionProtocolOptions.Count > 0, "typed_extension_protocol_options");
    }

    private static BalancerPolicy ReadBalancer(Cluster cluster, FieldReport report)
    {
        if (cluster.LoadBalancingPolicy is { Policies.Count: > 0 } policy)
            return ReadPolicies(policy, report);
        switch (cluster.LbPolicy)
        {
            case Cluster.Types.LbPolicy.RoundRobin:
                return new BalancerPolicy { Kind = BalancerKind.RoundRobin };
            case Cluster.Types.LbPolicy.LeastRequest:
                return new BalancerPolicy { Kind = BalancerKind.LeastRequest };
            case Cluster.Types.LbPolicy.Random:
                return new BalancerPolicy { Kind = BalancerKind.Random };
            default:
                report.Error("lb_policy", $"{cluster.LbPolicy} is not implemented; use ROUND_ROBIN, LEAST_REQUEST, RANDOM or {ExtensionNames.PeakEwma}");
                return BalancerPolicy.Default;
        }
    }

    // The first one that is known is used, as in Envoy and gRPC.
    private static BalancerPolicy ReadPolicies(LoadBalancingPolicy policy, FieldReport report)
    {
        const string field = "load_balancing_policy.policies";
        foreach (var candidate in policy.Policies)
        {
            if (candidate.TypedExtensionConfig is { TypedConfig: { } config } && config.TypeUrl == ExtensionUrls.PeakEwma)
                return TypedConfig.TryRead(config, PeakEwma.Parser, field, report, out var peak) ? ReadPeakEwma(peak, field, report) : BalancerPolicy.Default;
        }
        var names = string.Join(", ", policy.Policies.Select(candidate => NameOf(candidate.TypedExtensionConfig)));
        report.Error(field, $"none of {names} is implemented; {ExtensionNames.PeakEwma} is");
        return BalancerPolicy.Default;
    }

    private static string NameOf(TypedExtensionConfig? config) => config is null ? "(unset)" : config.Name.Length > 0 ? config.Name : config.TypedConfig?.TypeUrl ?? "(unset)";

    private static BalancerPolicy ReadPeakEwma(PeakEwma config, string field, FieldReport report) => new()
    {
        DefaultRtt = Durations.ReadPositive(config.DefaultRtt, $"{field}.default_rtt", report) ?? BalancerPolicy.Default.DefaultRtt,
        Decay = Durations.ReadPositive(config.Decay, $"{field}.decay", report) ?? BalancerPolicy.Default.Decay,
    };
}
