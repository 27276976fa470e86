using System.Collections.Immutable;
using Envoy.Config.Route.V3;
using Google.Protobuf;
using Mesh.Traffic.Routing;

namespace Mesh.Discovery.Resources;

/// <summary>Reads <c>envoy.config.route.v3.RouteConfiguration</c>.</summary>
internal static class RouteReader
{
    public static RouteSpec? Read(string name, ByteString value, FieldReport report)
    {
        if (!TypedConfig.TryRead(value, RouteConfiguration.Parser, "route_configuration", report, out var configuration))
            return null;
        ResourceNames.Check(name, configuration.Name, report);
        return Read(configuration, "", report);
    }

    /// <summary>Reads a configuration that is part of another message.</summary>
    public static RouteSpec Read(RouteConfiguration configuration, string field, FieldReport report)
    {
        report.NotImplemented(configuration.RequestHeadersToAdd.Count > 0, $"{field}request_headers_to_add");
        var hosts = configuration.VirtualHosts.Select((host, i) => ReadHost(host, $"{field}virtual_hosts[{i}]", report));
        var spec = new RouteSpec(configuration.Name, [.. hosts]);
        CheckDomains(spec, $"{field}virtual_hosts", report);
        return spec;
    }

    private static VirtualHostSpec ReadHost(VirtualHost host, string field, FieldReport report)
    {
        if (host.Name.Length == 0)
            report.Error($"{field}.name", "is empty");
        if (host.Domains.Count == 0)
            report.Error($"{field}.domains", "is empty");
        report.NotImplemented(host.TypedPerFilterConfig.Count > 0, $"{field}.typed_per_filter_config");
        var routes = host.Routes.Select((route, i) => RouteEntryReader.Read(route, host.RetryPolicy, $"{field}.routes[{i}]", report));
        return new VirtualHostSpec(host.Name, [.. host.Domains], [.. routes]);
    }

    // The table knows the rules; here it is built without routes only to hear its complaint.
    private static void CheckDomains(RouteSpec spec, string field, FieldReport report)
    {
        try
        {
            ImmutableArray<VirtualHostModel> hosts = [.. spec.VirtualHosts.Select(host => new VirtualHostModel(host.Name, host.Domains, []))];
            _ = new RouteTable(spec.Name, hosts);
        }
        catch (ArgumentException refused)
        {
            report.Error(field, refused.Message);
        }
    }
}
