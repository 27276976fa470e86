using System.Collections.Immutable;
using System.Net;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Api.Syntax;

namespace Mesh.Api.Decoding;

/// <summary>Reads core/v1 Services.</summary>
internal static class ServiceDecoder
{
    private const int MostPorts = 256;

    public static MeshResource Decode(ObjectMeta metadata, ResourceOrigin origin, MappingReader root)
    {
        var service = new Service(metadata, origin);
        if (root.Required("spec")?.AsMapping() is not { } spec)
            return service;
        var headless = ReadClusterIps(spec, out var addresses);
        service = service with
        {
            Headless = headless,
            ClusterIps = addresses,
            Selector = spec.Texts("selector", Names.CheckQualifiedName, Names.CheckLabelValue),
            Ports = [.. spec.List("ports", MostPorts).Select(ReadPort)],
            PublishNotReadyAddresses = spec.Optional("publishNotReadyAddresses")?.AsBool() ?? false,
        };
        service = service with
        {
            ExternalName = ReadType(spec),
            HasClientAffinity = spec.Optional("sessionAffinity")?.AsOneOf(("None", false), ("ClientIP", true)) ?? false,
            IsNodeLocal = spec.Context.IsFromCluster && (spec.Optional("internalTrafficPolicy")?.AsOneOf(("Cluster", false), ("Local", true)) ?? false),
        };
        if (service.Ports.IsEmpty && !headless && service.ExternalName is null)
            spec.Context.Error(spec.Line, "spec.ports", "the service has no ports", "add at least one, or clusterIP: None");
        ReportUnused(spec);
        spec.Ignore(
            "externalIPs", "sessionAffinityConfig", "loadBalancerIP", "loadBalancerSourceRanges", "loadBalancerClass",
            "externalTrafficPolicy", "healthCheckNodePort", "ipFamilies", "ipFamilyPolicy", "allocateLoadBalancerNodePorts");
        spec.Done();
        return service;
    }

    private static bool ReadClusterIps(MappingReader spec, out ImmutableArray<IPAddress> addresses)
    {
        const string none = "None";
        var values = spec.List("clusterIPs", 2);
        if (values.Count == 0 && spec.Optional("clusterIP") is { } single)
            values = [single];
        spec.Ignore("clusterIP");
        var headless = false;
        var found = ImmutableArray.CreateBuilder<IPAddress>();
        foreach (var value in values)
        {
            if (value.AsString() is not { Length: > 0 } text)
                continue;
            if (text == none)
                headless = true;
            else if (value.AsAddress() is { } address && CheckHost(value, address))
                found.Add(address);
        }

        addresses = found.ToImmutable();
        return headless;
    }

    private static bool CheckHost(FieldValue value, IPAddress address)
    {
        if (Addresses.CheckHost(address) is not { } fault)
            return true;
        value.Context.Error(value.Line, value.Path, fault);
        return false;
    }

    private static ServicePort ReadPort(FieldValue value)
    {
        if (value.AsMapping() is not { } fields)
            return new ServicePort(null, 0, default);
        var name = fields.Optional("name")?.AsString(Names.CheckPortName);
        var port = fields.Required("port")?.AsPort() ?? 0;
        var target = fields.Optional("targetPort") is { } written ? ReadTarget(written) : PortReference.Of(port);
        var read = new ServicePort(name, port, target)
        {
            Protocol = TransportProtocols.Read(fields),
            AppProtocol = fields.Optional("appProtocol")?.AsString(Names.CheckQualifiedName),
        };
        fields.Ignore("nodePort");
        fields.Done();
        return read;
    }

    private static PortReference ReadTarget(FieldValue value)
    {
        if (value.Node is Yaml.YamlScalar { Kind: Yaml.ScalarKind.Text })
            return PortReference.Of(value.AsString(Names.CheckPortName) ?? "");
        return PortReference.Of(WorkloadPorts.Read(value) ?? 0);
    }

    /// <returns>The external name; null for other types.</returns>
    private static string? ReadType(MappingReader spec)
    {
        var name = spec.Optional("externalName")?.AsString();
        if (spec.Optional("type") is not { } type || type.AsString() is not { } text)
            return null;
        if (text == "ExternalName" && spec.Context.IsFromCluster)
            return name ?? "";
        if (text == "ExternalName")
            type.Fail("services of type ExternalName are not supported yet", "use a service with an EndpointSlice");
        else if (text is not ("ClusterIP" or "NodePort" or "LoadBalancer"))
            type.Fail($"'{text}' is not one of its values", "use ClusterIP, NodePort or LoadBalancer");
        return null;
    }

    // These change where traffic goes, so that they may not be dropped without a word. In a cluster the endpoints carry what they mean.
    private static void ReportUnused(MappingReader spec)
    {
        if (spec.Context.IsFromCluster)
            spec.Ignore("trafficDistribution");
        Report("internalTrafficPolicy", "Cluster");
        Report("trafficDistribution", "");

        void Report(string name, string usual)
        {
            if (!spec.Context.IsFromCluster && spec.Optional(name) is { } value && value.AsString() is { } text && text != usual)
            {
                spec.Context.Warning(
                    value.Line, value.Path,
                    $"'{text}' has no effect yet",
                    $"expect what {(usual.Length > 0 ? usual : "its absence")} does");
            }
        }
    }
}
