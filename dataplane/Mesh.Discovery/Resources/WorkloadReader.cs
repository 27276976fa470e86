using System.Collections.Immutable;
using System.Net;
using Envoy.Config.Core.V3;
using Google.Protobuf;
using Mesh.Conventions;
using Mesh.Identity;
using Mesh.Protos.Extensions.V1;
using Mesh.Traffic.Inbound;
using MtlsMode = Mesh.Traffic.Inbound.MtlsMode;
using MtlsModeMessage = Mesh.Protos.Extensions.V1.MtlsMode;

namespace Mesh.Discovery.Resources;

/// <summary>Reads <c>mesh.extensions.v1.Workload</c>.</summary>
internal static class WorkloadReader
{
    public static InboundPolicy? Read(ByteString value, FieldReport report)
    {
        if (!TypedConfig.TryRead(value, Workload.Parser, "workload", report, out var workload))
            return null;
        if (!SpiffeId.TryParse(workload.Identity, out var identity))
            report.Error("identity", $"\"{workload.Identity}\" is not a SPIFFE id of a workload");
        var addresses = ReadAddresses(workload, report);
        var ports = ReadPorts(workload, report);
        if (report.HasErrors)
            return null;
        return new InboundPolicy(addresses, ports, ReadMode(workload.DefaultMtlsMode, "default_mtls_mode", report))
        {
            Name = workload.Name,
            Namespace = workload.Namespace,
            Identity = identity,
            ExplicitListeners = ReadListeners(workload, report),
        };
    }

    private static ImmutableArray<IPAddress> ReadAddresses(Workload workload, FieldReport report)
    {
        var addresses = ImmutableArray.CreateBuilder<IPAddress>();
        for (var i = 0; i < workload.Addresses.Count; i++)
        {
            if (Addresses.TryParseAddress(workload.Addresses[i], out var address))
                addresses.Add(address);
            else
                report.Error($"addresses[{i}]", $"\"{workload.Addresses[i]}\" is not an IP address");
        }
        return addresses.ToImmutable();
    }

    private static ImmutableArray<InboundPort> ReadPorts(Workload workload, FieldReport report)
    {
        var ports = ImmutableArray.CreateBuilder<InboundPort>();
        for (var i = 0; i < workload.Ports.Count; i++)
        {
            var port = workload.Ports[i];
            var field = $"ports[{i}]";
            if (port.Port_ is 0 or > ushort.MaxValue || ports.Any(known => known.Port == (int)port.Port_))
                report.Error($"{field}.port", $"{port.Port_} is not a port from 1 to 65535, or occurs twice");
            ports.Add(new InboundPort
            {
                Port = (int)Math.Min(port.Port_, ushort.MaxValue),
                Protocol = ReadProtocol(port.Protocol, $"{field}.protocol", report),
                MtlsMode = ReadMode(port.MtlsMode, $"{field}.mtls_mode", report),
                ProxyProtocol = ReadProxyProtocol(port.ProxyProtocol, $"{field}.proxy_protocol.version", report),
                Services = [.. port.Services],
            });
        }
        return ports.ToImmutable();
    }

    private static ImmutableArray<ExplicitListener> ReadListeners(Workload workload, FieldReport report)
    {
        var listeners = ImmutableArray.CreateBuilder<ExplicitListener>();
        for (var i = 0; i < workload.ExplicitListeners.Count; i++)
        {
            var listener = workload.ExplicitListeners[i];
            if (!Addresses.TryParse(listener.Listen, out var listen))
                report.Error($"explicit_listeners[{i}].listen", $"\"{listener.Listen}\" is not an ip:port");
            else if (!Addresses.TryParse(listener.Destination, out var destination))
                report.Error($"explicit_listeners[{i}].destination", $"\"{listener.Destination}\" is not an ip:port");
            else
                listeners.Add(new ExplicitListener(listen, destination));
        }
        return listeners.ToImmutable();
    }

    private static InboundProtocol ReadProtocol(Protocol protocol, string field, FieldReport report)
    {
        switch (protocol)
        {
            case Protocol.Auto:
                return InboundProtocol.Auto;
            case Protocol.Http:
                return InboundProtocol.Http;
            case Protocol.Tcp:
                return InboundProtocol.Tcp;
            default:
                report.Error(field, $"{(int)protocol} is not implemented");
                return InboundProtocol.Auto;
        }
    }

    private static ProxyProtocolVersion? ReadProxyProtocol(ProxyProtocolConfig? config, string field, FieldReport report)
    {
        switch (config?.Version)
        {
            case null:
                return null;
            case ProxyProtocolConfig.Types.Version.V1:
                return ProxyProtocolVersion.V1;
            case ProxyProtocolConfig.Types.Version.V2:
                return ProxyProtocolVersion.V2;
            default:
                report.Error(field, $"{(int)config.Version} is not implemented");
                return null;
        }
    }

    // A mode that is not known must never open a port.
    private static MtlsMode ReadMode(MtlsModeMessage mode, string field, FieldReport report)
    {
        switch (mode)
        {
            case MtlsModeMessage.Permissive:
                return MtlsMode.Permissive;
            case MtlsModeMessage.Strict:
                return MtlsMode.Strict;
            case MtlsModeMessage.Disable:
                return MtlsMode.Disable;
            default:
                report.Error(field, $"{(int)mode} is not implemented");
                return MtlsMode.Strict;
        }
    }
}
