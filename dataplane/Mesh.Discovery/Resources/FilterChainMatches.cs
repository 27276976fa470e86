using Envoy.Config.Listener.V3;

namespace Mesh.Discovery.Resources;

/// <summary>What no filter chain may match by: a listener is one address, and its clients are one workload.</summary>
internal static class FilterChainMatches
{
    public static void CheckAddresses(FilterChainMatch match, string field, FieldReport report)
    {
        report.NotImplemented(match.PrefixRanges.Count > 0, $"{field}.prefix_ranges");
        report.NotImplemented(match.SourcePrefixRanges.Count > 0, $"{field}.source_prefix_ranges");
        report.NotImplemented(match.SourcePorts.Count > 0, $"{field}.source_ports");
        report.NotImplemented(match.DestinationPort is not null, $"{field}.destination_port");
        report.NotImplemented(match.SourceType != FilterChainMatch.Types.ConnectionSourceType.Any, $"{field}.source_type");
    }
}
