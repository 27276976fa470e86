using System.Collections.Immutable;
using Envoy.Config.Core.V3;
using Envoy.Config.Route.V3;
using Mesh.Traffic.Timeouts;
using DirectResponseAction = Mesh.Traffic.Routing.DirectResponseAction;
using DirectResponseMessage = Envoy.Config.Route.V3.DirectResponseAction;
using RetryPolicyMessage = Envoy.Config.Route.V3.RetryPolicy;
using RouteActionMessage = Envoy.Config.Route.V3.RouteAction;

namespace Mesh.Discovery.Resources;

/// <summary>Reads one route of a virtual host.</summary>
internal static class RouteEntryReader
{
    private const int MaxBody = 4096;

    // Envoy's, when the field is unset.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(15);

    public static RouteEntrySpec Read(Route route, RetryPolicyMessage? hostRetries, string field, FieldReport report)
    {
        report.NotImplemented(route.RequestHeadersToAdd.Count > 0, $"{field}.request_headers_to_add");
        report.NotImplemented(route.RequestHeadersToRemove.Count > 0, $"{field}.request_headers_to_remove");
        report.NotImplemented(route.ResponseHeadersToAdd.Count > 0, $"{field}.response_headers_to_add");
        report.NotImplemented(route.ResponseHeadersToRemove.Count > 0, $"{field}.response_headers_to_remove");
        report.NotImplemented(route.TypedPerFilterConfig.Count > 0, $"{field}.typed_per_filter_config");
        var match = RouteMatchReader.Read(route.Match, $"{field}.match", report);
        var action = route.ActionCase == Route.ActionOneofCase.Route_ ? route.Route_ : null;
        var direct = route.ActionCase == Route.ActionOneofCase.DirectResponse ? ReadDirect(route.DirectResponse, $"{field}.direct_response", report) : null;
        if (action is null && direct is null)
            report.Error(field, $"action {ActionName(route)} is not implemented; route and direct_response are");
        var split = action is null ? [] : ReadSplit(action, $"{field}.route", report);
        var retries = RetryPolicyReader.Read(action?.RetryPolicy ?? hostRetries, $"{field}.route.retry_policy", report);
        return new RouteEntrySpec(route.Name, match, split, direct, ReadTimeouts(action, $"{field}.route", report), retries);
    }

    private static string ActionName(Route route) => route.ActionCase switch
    {
        Route.ActionOneofCase.Redirect => "redirect",
        Route.ActionOneofCase.NonForwardingAction => "non_forwarding_action",
        _ => "(unset)",
    };

    private static ImmutableArray<WeightedName> ReadSplit(RouteActionMessage action, string field, FieldReport report)
    {
        report.NotImplemented(action.PrefixRewrite.Length > 0, $"{field}.prefix_rewrite");
        switch (action.ClusterSpecifierCase)
        {
            case RouteActionMessage.ClusterSpecifierOneofCase.Cluster:
                return SplitReader.Single(action.Cluster, $"{field}.cluster", report);
            case RouteActionMessage.ClusterSpecifierOneofCase.WeightedClusters:
                var clusters = action.WeightedClusters.Clusters;
                report.NotImplemented(clusters.Any(cluster => cluster.TypedPerFilterConfig.Count > 0), $"{field}.weighted_clusters.clusters.typed_per_filter_config");
                return SplitReader.Weighted(
                    clusters.Select(cluster => new WeightedName(cluster.Name, cluster.Weight ?? 1)), $"{field}.weighted_clusters", report);
            default:
                report.Error(field, "a cluster or weighted_clusters is needed; cluster_header is not implemented");
                return [];
        }
    }

    private static TimeoutPolicy ReadTimeouts(RouteActionMessage? action, string field, FieldReport report) => action is null ? TimeoutPolicy.None : new()
    {
        Request = Durations.ReadLimit(action.Timeout, DefaultTimeout, $"{field}.timeout", report),
        Idle = Durations.ReadLimit(action.IdleTimeout, null, $"{field}.idle_timeout", report),
        MaxStreamDuration = Durations.ReadLimit(action.MaxStreamDuration?.MaxStreamDuration_, null, $"{field}.max_stream_duration.max_stream_duration", report),
        MaxGrpcTimeout = Durations.ReadLimit(
            action.MaxStreamDuration?.GrpcTimeoutHeaderMax, null, $"{field}.max_stream_duration.grpc_timeout_header_max", report),
    };

    private static DirectResponseAction ReadDirect(DirectResponseMessage direct, string field, FieldReport report)
    {
        if (direct.Status is < 200 or > 599)
            report.Error($"{field}.status", $"{direct.Status} is not between 200 and 599");
        var body = direct.Body?.SpecifierCase switch
        {
            null or DataSource.SpecifierOneofCase.None => [],
            DataSource.SpecifierOneofCase.InlineBytes => direct.Body.InlineBytes.ToByteArray(),
            DataSource.SpecifierOneofCase.InlineString => System.Text.Encoding.UTF8.GetBytes(direct.Body.InlineString),
            _ => null,
        };
        if (body is null)
            report.Error($"{field}.body", "only inline_bytes and inline_string are implemented");
        else if (body.Length > MaxBody)
            report.Error($"{field}.body", $"has {body.Length} bytes, at most {MaxBody} are allowed");
        return new DirectResponseAction((int)direct.Status, body);
    }
}
