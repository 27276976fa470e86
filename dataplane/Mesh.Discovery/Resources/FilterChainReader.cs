using System.Collections.Immutable;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Mesh.Conventions;

namespace Mesh.Discovery.Resources;

/// <summary>Reads a chain with exactly one network filter: an HTTP connection manager or a TCP proxy.</summary>
internal static class FilterChainReader
{
    public static (HttpSpec? Http, TcpSpec? Tcp) Read(FilterChain chain, string chainField, FieldReport report)
    {
        report.NotImplemented(chain.TransportSocket is not null, $"{chainField}.transport_socket");
        if (chain.Filters.Count != 1)
        {
            report.Error($"{chainField}.filters", $"{chain.Filters.Count} network filters are not implemented; exactly one is");
            return default;
        }
        var filter = chain.Filters[0];
        var field = $"{chainField}.filters[0]";
        if (filter.TypedConfig is not { } config)
            report.Error(field, $"filter \"{filter.Name}\" has no typed_config");
        else if (config.TypeUrl == ExtensionUrls.HttpConnectionManager)
            return (TypedConfig.TryRead(config, HttpConnectionManager.Parser, field, report, out var http) ? ReadHttp(http, field, report) : null, null);
        else if (config.TypeUrl == ExtensionUrls.TcpProxy)
            return (null, TypedConfig.TryRead(config, TcpProxy.Parser, field, report, out var tcp) ? ReadTcp(tcp, field, report) : null);
        else
            report.Error(field, $"unknown network filter \"{filter.Name}\" ({config.TypeUrl}); {ExtensionNames.HttpConnectionManager} and {ExtensionNames.TcpProxy} are implemented");
        return default;
    }

    private static HttpSpec? ReadHttp(HttpConnectionManager http, string field, FieldReport report)
    {
        report.NotImplemented(http.CodecType == HttpConnectionManager.Types.CodecType.Http3, $"{field}.codec_type");
        report.Ignored(http.RequestTimeout is { Seconds: > 0 } or { Nanos: > 0 }, $"{field}.request_timeout");
        report.Ignored(http.StreamIdleTimeout is not null, $"{field}.stream_idle_timeout");
        report.Ignored(http.CommonHttpProtocolOptions is not null, $"{field}.common_http_protocol_options");
        CheckFilters(http, field, report);
        switch (http.RouteSpecifierCase)
        {
            case HttpConnectionManager.RouteSpecifierOneofCase.Rds:
                ConfigSources.Check(http.Rds.ConfigSource, $"{field}.rds.config_source", report);
                if (http.Rds.RouteConfigName.Length == 0)
                    report.Error($"{field}.rds.route_config_name", "is empty");
                return new HttpSpec(http.Rds.RouteConfigName, null);
            case HttpConnectionManager.RouteSpecifierOneofCase.RouteConfig:
                return new HttpSpec(http.RouteConfig.Name, RouteReader.Read(http.RouteConfig, $"{field}.route_config.", report));
            default:
                report.Error(field, "rds or route_config is needed");
                return null;
        }
    }

    private static void CheckFilters(HttpConnectionManager http, string field, FieldReport report)
    {
        for (var i = 0; i < http.HttpFilters.Count; i++)
        {
            var filter = http.HttpFilters[i];
            var isRouter = filter.TypedConfig?.TypeUrl == ExtensionUrls.Router;
            var isLast = i == http.HttpFilters.Count - 1;
            if (isRouter != isLast && (isRouter || isLast))
                report.Error($"{field}.http_filters[{i}]", "the router must be the last HTTP filter and only the last");
            else if (!isRouter && (filter.IsOptional || filter.Disabled))
                report.Warn($"{field}.http_filters[{i}]", $"optional or disabled HTTP filter \"{filter.Name}\" is not implemented and left out");
            else if (!isRouter)
                report.Error($"{field}.http_filters[{i}]", $"unknown HTTP filter \"{filter.Name}\" ({filter.TypedConfig?.TypeUrl}); only {ExtensionNames.Router} is implemented");
        }
        if (http.HttpFilters.Count == 0)
            report.Error($"{field}.http_filters", "is empty; the router is needed");
    }

    private static TcpSpec ReadTcp(TcpProxy tcp, string field, FieldReport report)
    {
        ImmutableArray<WeightedName> split = [];
        switch (tcp.ClusterSpecifierCase)
        {
            case TcpProxy.ClusterSpecifierOneofCase.Cluster:
                split = SplitReader.Single(tcp.Cluster, $"{field}.cluster", report);
                break;
            case TcpProxy.ClusterSpecifierOneofCase.WeightedClusters:
                var clusters = tcp.WeightedClusters.Clusters.Select(cluster => new WeightedName(cluster.Name, cluster.Weight));
                split = SplitReader.Weighted(clusters, $"{field}.weighted_clusters", report);
                break;
            default:
                report.Error(field, "cluster or weighted_clusters is needed");
                break;
        }
        // Zero turns the limit off; an unset field leaves it to the proxy, whose default is Envoy's hour.
        var idleTimeout = Durations.Read(tcp.IdleTimeout, $"{field}.idle_timeout", report);
        return new TcpSpec(split, idleTimeout == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : idleTimeout);
    }
}
