using System.Collections.Immutable;
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
    private const int MostHints = 8;
    private const string NamesMessage = "endpoints by name are not supported yet";
    private const string NamesRemedy = "use IPv4 or IPv6";

    public static MeshResource Decode(ObjectMeta metadata, ResourceOrigin origin, MappingReader root)
    {
        var family = root.Required("addressType")?.AsOneOf(
            ("IPv4", AddressFamily.InterNetwork), ("IPv6", AddressFamily.InterNetworkV6), ("FQDN", AddressFamily.Unspecified));
        if (family == AddressFamily.Unspecified && root.Context.IsFromCluster)
            return OfNames(metadata, origin, root);
        if (family == AddressFamily.Unspecified)
            root.Optional("addressType")?.Fail(NamesMessage, NamesRemedy);
        var named = metadata.Labels.TryGetValue(EndpointSlice.ServiceNameLabel, out var service);
        return new EndpointSlice(metadata, origin)
        {
            Service = named ? new NamespacedName(metadata.Name.Namespace, service!) : null,
            Endpoints = [.. root.List("endpoints", MostEndpoints).Select(value => ReadEndpoint(value, family)).OfType<SliceEndpoint>()],
            Ports = [.. root.List("ports", MostPorts).Select(ReadPort).OfType<SlicePort>()],
        };
    }

    private static EndpointSlice OfNames(ObjectMeta metadata, ResourceOrigin origin, MappingReader root)
    {
        root.Ignore("endpoints", "ports");
        root.Context.Warning(root.Line, "addressType", NamesMessage, NamesRemedy);
        return new EndpointSlice(metadata, origin);
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

        var (zones, nodes) = ReadHints(fields);
        var node = fields.Optional("nodeName")?.AsString();
        fields.Ignore("hostname", "targetRef", "zone", "deprecatedTopology");
        fields.Done();
        return addresses is [{ } address, ..]
            ? new SliceEndpoint(address, ready, serving, terminating) { Node = node, ForZones = zones, ForNodes = nodes }
            : null;
    }

    private static (ImmutableArray<string> Zones, ImmutableArray<string> Nodes) ReadHints(MappingReader fields)
    {
        if (fields.Optional("hints")?.AsMapping() is not { } hints)
            return ([], []);
        var read = (ReadNames("forZones"), ReadNames("forNodes"));
        hints.Done();
        return read;

        ImmutableArray<string> ReadNames(string list) =>
            [.. hints.List(list, MostHints).Select(item => item.AsMapping()?.Required("name")?.AsString()).OfType<string>()];
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

    private static SlicePort? ReadPort(FieldValue value)
    {
        if (value.AsMapping() is not { } fields)
            return null;
        var name = fields.Optional("name") is { } given ? given.AsString(text => text.Length == 0 ? null : Names.CheckPortName(text)) : "";
        // Without a number a port means all of them, which nobody can be sent to.
        var port = (value.Context.IsFromCluster ? fields.Optional("port") : fields.Required("port"))?.AsPort() ?? 0;
        var read = new SlicePort(name ?? "", port, TransportProtocols.Read(fields));
        fields.Ignore("appProtocol");
        fields.Done();
        return port > 0 ? read : null;
    }
}
