using System.Net;
using System.Net.Sockets;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Api.Syntax;

namespace Mesh.Api.Decoding;

/// <summary>Reads discovery.k8s.io/v1 EndpointSlices, which have no <c>spec</c>.</summary>
internal static class EndpointSliceDecoder
{
    private const int MostEndpoints = 1000;
    private const int MostAddresses = 100;
    private const int MostPorts = 100;

    public static MeshResource Decode(ObjectMeta metadata, ResourceOrigin origin, MappingReader root)
    {
        var family = root.Required("addressType")?.AsOneOf(
            ("IPv4", AddressFamily.InterNetwork), ("IPv6", AddressFamily.InterNetworkV6), ("FQDN", AddressFamily.Unspecified));
        if (family == AddressFamily.Unspecified)
            root.Optional("addressType")?.Fail("endpoints by name are not supported yet", "use IPv4 or IPv6");
        var named = metadata.Labels.TryGetValue(EndpointSlice.ServiceNameLabel, out var service);
        return new EndpointSlice(metadata, origin)
        {
            Service = named ? new NamespacedName(metadata.Name.Namespace, service!) : null,
            Endpoints = [.. root.List("endpoints", MostEndpoints).Select(value => ReadEndpoint(value, family)).OfType<SliceEndpoint>()],
            Ports = [.. root.List("ports", MostPorts).Select(ReadPort)],
        };
    }

    private static SliceEndpoint? ReadEndpoint(FieldValue value, AddressFamily? family)
    {
        if (value.AsMapping() is not { } fields)
            return null;
        var written = fields.RequiredList("addresses", MostAddresses, new Fault("the endpoint has no address", "write one"));
        var addresses = written.Select(item => ReadAddress(item, family)).ToArray();
        var (ready, serving, terminating) = (true, true, false);
        if (fields.Optional("conditions")?.AsMapping() is { } conditions)
        {
            ready = conditions.Optional("ready")?.AsBool() ?? true;
            serving = conditions.Optional("serving")?.AsBool() ?? ready;
            terminating = conditions.Optional("terminating")?.AsBool() ?? false;
            conditions.Done();
        }

        fields.Ignore("hostname", "targetRef", "nodeName", "zone", "hints", "deprecatedTopology");
        fields.Done();
        return addresses is [{ } address, ..] ? new SliceEndpoint(address, ready, serving, terminating) : null;
    }

    private static IPAddress? ReadAddress(FieldValue value, AddressFamily? family)
    {
        if (value.AsAddress() is not { } address)
            return null;
        if (Addresses.CheckHost(address) is { } fault)
            value.Context.Error(value.Line, value.Path, fault);
        else if (family is not null && family != AddressFamily.Unspecified && family != address.AddressFamily)
            value.Fail($"{address} is not of the slice's addressType", "write IPv4 and IPv6 endpoints into slices of their own");
        return address;
    }

    private static SlicePort ReadPort(FieldValue value)
    {
        if (value.AsMapping() is not { } fields)
            return new SlicePort("", 0, default);
        var name = fields.Optional("name") is { } given ? given.AsString(text => text.Length == 0 ? null : Names.CheckPortName(text)) : "";
        var port = fields.Required("port")?.AsPort() ?? 0;
        var read = new SlicePort(name ?? "", port, TransportProtocols.Read(fields));
        fields.Ignore("appProtocol");
        fields.Done();
        return read;
    }
}
