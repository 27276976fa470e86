using System.Collections.Immutable;
using System.Net;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Api.Syntax;
using Mesh.Api.Yaml;
using Mesh.Conventions;

namespace Mesh.Api.Decoding;

/// <summary>Reads WorkloadEntries.</summary>
internal static class WorkloadEntryDecoder
{
    private const int MostOutbounds = 1000;
    // The weights of all endpoints a mesh can have stay within 32 bits, as xDS wants.
    private const int LargestWeight = 10_000;

    public static MeshResource Decode(ObjectMeta metadata, ResourceOrigin origin, MappingReader root)
    {
        if (root.Required("spec")?.AsMapping() is not { } spec)
            return new WorkloadEntry(metadata, origin, IPAddress.None);
        var entry = new WorkloadEntry(metadata, origin, ReadAddress(spec))
        {
            ServiceAccount = spec.Optional("serviceAccount") is { } account ? account.AsString(Names.CheckLabel) ?? "" : "default",
            Ports = ReadPorts(spec),
            ProxyProtocols = ReadProxyProtocols(root),
            Weight = spec.Optional("weight") is { } weight ? weight.AsInt(0, LargestWeight) ?? 0 : 1,
            Outbounds = [.. spec.List("outbounds", MostOutbounds).Select(ReadOutbound).OfType<ExplicitOutbound>()],
        };
        spec.Done();
        return entry;
    }

    private static IPAddress ReadAddress(MappingReader spec)
    {
        if (spec.Required("address") is not { } value || value.AsAddress() is not { } address)
            return IPAddress.None;
        if (Addresses.CheckHost(address) is { } fault)
            spec.Context.Error(value.Line, value.Path, fault);
        return address;
    }

    private static ImmutableSortedDictionary<string, int> ReadPorts(MappingReader spec)
    {
        var ports = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        foreach (var (name, value) in spec.Optional("ports")?.AsMapping()?.Entries() ?? [])
        {
            if (Names.CheckPortName(name) is { } fault)
                spec.Context.Error(value.Line, value.Path, fault);
            else if (WorkloadPorts.Read(value) is { } port)
                AddPort(value, name, port);
        }

        return ports.ToImmutable();

        void AddPort(FieldValue value, string name, int port)
        {
            if (ports.FirstOrDefault(known => known.Value == port).Key is { } other)
                value.Fail($"port {port} is already called '{other}'", "give each port one name");
            ports[name] = port;
        }
    }

    private static ImmutableSortedDictionary<int, ProxyProtocolVersion> ReadProxyProtocols(MappingReader root)
    {
        var annotations = root.Optional("metadata")?.AsMapping()?.Optional("annotations")?.AsMapping();
        if (annotations?.Optional(ProxyProtocolSetting.Annotation) is not { Node: YamlScalar { Kind: ScalarKind.Text } text } value)
            return ProxyProtocolSetting.None;
        if (ProxyProtocolSetting.Read(text.Text, out var ports) is { } fault)
            value.Fail(fault, "write ports and versions, such as 8443=v2,9000=v1");
        return ports;
    }

    private static ExplicitOutbound? ReadOutbound(FieldValue value)
    {
        if (value.AsMapping() is not { } fields)
            return null;
        var service = fields.Required("service") is { } name ? ReadService(name) : null;
        var port = fields.Required("port")?.AsPort();
        var listen = fields.Required("listen") is { } address ? ReadListen(address) : null;
        fields.Done();
        return service is null || port is null || listen is null ? null : new ExplicitOutbound(service.Value, port.Value, listen);
    }

    private static NamespacedName? ReadService(FieldValue value)
    {
        if (value.AsString() is not { } text)
            return null;
        var parts = text.Split('.');
        if (parts.Length <= 2 && Names.CheckServiceName(parts[0]) is null && Names.CheckLabel(parts[^1]) is null)
            return new NamespacedName(parts.Length == 2 ? parts[1] : value.Context.Namespace, parts[0]);
        value.Fail($"'{text}' is not a service", "write name or name.namespace");
        return null;
    }

    private static IPEndPoint? ReadListen(FieldValue value)
    {
        if (value.AsString() is not { } text)
            return null;
        if (!IPEndPoint.TryParse(text, out var address) || address.Port == 0 || address.ToString() != text)
        {
            value.Fail($"'{text}' is not an address with a port", "write one such as 127.0.0.1:9001");
            return null;
        }

        // On another address anyone in the network could call the mesh under this workload's identity.
        if (!IPAddress.IsLoopback(address.Address))
            value.Fail($"{address.Address} can be reached from other hosts", "listen on a loopback address");
        return address;
    }
}
