using System.Collections.Immutable;
using System.Net;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Google.Protobuf;
using Mesh.Conventions;
using Mesh.Identity;
using Mesh.Protos.Extensions.V1;
using Mesh.Traffic.Balancing;
using InfoTransport = Mesh.Protos.Extensions.V1.EndpointInfo.Types.Transport;

namespace Mesh.Discovery.Resources;

/// <summary>Reads <c>envoy.config.endpoint.v3.ClusterLoadAssignment</c>.</summary>
internal static class EndpointsReader
{
    private const int MaxIdentities = 16;

    public static EndpointsSpec? Read(string name, ByteString value, FieldReport report)
    {
        if (!TypedConfig.TryRead(value, ClusterLoadAssignment.Parser, "cluster_load_assignment", report, out var assignment))
            return null;
        ResourceNames.Check(name, assignment.ClusterName, report);
        report.NotImplemented(assignment.Policy?.DropOverloads.Count > 0, "policy.drop_overloads");
        var endpoints = ImmutableArray.CreateBuilder<EndpointSpec>();
        var addresses = new HashSet<IPEndPoint>();
        for (var i = 0; i < assignment.Endpoints.Count; i++)
        {
            var locality = assignment.Endpoints[i];
            if (locality.Priority != 0)
                report.Error($"endpoints[{i}].priority", $"{locality.Priority} is not implemented; only 0 is");
            for (var j = 0; j < locality.LbEndpoints.Count; j++)
                ReadEndpoint(locality.LbEndpoints[j], $"endpoints[{i}].lb_endpoints[{j}]", addresses, endpoints, report);
        }
        if (endpoints.Sum(endpoint => (long)endpoint.Weight) > int.MaxValue)
            report.Error("endpoints", $"the weights sum to more than {int.MaxValue}");
        return new EndpointsSpec(assignment.ClusterName, endpoints.ToImmutable());
    }

    private static void ReadEndpoint(
        LbEndpoint endpoint, string field, HashSet<IPEndPoint> addresses, ImmutableArray<EndpointSpec>.Builder endpoints, FieldReport report)
    {
        if (Addresses.Read(endpoint.Endpoint?.Address, $"{field}.endpoint.address", report) is not { } address)
            return;
        if (!addresses.Add(address))
            report.Error($"{field}.endpoint.address", $"{address} occurs twice");
        report.Ignored(endpoint.Endpoint!.AdditionalAddresses.Count > 0, $"{field}.endpoint.additional_addresses");
        if (endpoint.LoadBalancingWeight is 0 or > int.MaxValue)
            report.Error($"{field}.load_balancing_weight", $"1 to {int.MaxValue} is needed");
        var read = ReadInfo(endpoint, address, field, report);
        if (endpoint.HealthStatus is HealthStatus.Unknown or HealthStatus.Healthy or HealthStatus.Degraded)
            endpoints.Add(read);
    }

    private static EndpointSpec ReadInfo(LbEndpoint endpoint, IPEndPoint address, string field, FieldReport report)
    {
        var weight = (int)Math.Min(endpoint.LoadBalancingWeight ?? 1, int.MaxValue);
        var metadata = $"{field}.metadata[{ExtensionNames.EndpointMetadata}]";
        if (endpoint.Metadata?.TypedFilterMetadata.TryGetValue(ExtensionNames.EndpointMetadata, out var packed) != true)
            return new EndpointSpec(address, EndpointTransport.Plaintext, [], "", weight);
        if (packed!.TypeUrl != ExtensionUrls.EndpointInfo)
            report.Error(metadata, $"unknown type {packed.TypeUrl}");
        if (!TypedConfig.TryRead(packed, EndpointInfo.Parser, metadata, report, out var info))
            return new EndpointSpec(address, EndpointTransport.Plaintext, [], "", weight);
        var workload = info.Workload.Length > 0 ? $"{info.Workload}.{info.Namespace}" : "";
        return new EndpointSpec(address, ReadTransport(info, metadata, report), ReadIdentities(info, metadata, report), workload, weight);
    }

    private static EndpointTransport ReadTransport(EndpointInfo info, string field, FieldReport report)
    {
        if (info.Transport is not (InfoTransport.Plaintext or InfoTransport.Tunnel))
            report.Error($"{field}.transport", $"{(int)info.Transport} is not implemented");
        return info.Transport == InfoTransport.Tunnel ? EndpointTransport.Tunnel : EndpointTransport.Plaintext;
    }

    private static ImmutableArray<SpiffeId> ReadIdentities(EndpointInfo info, string field, FieldReport report)
    {
        if (info.Identities.Count > MaxIdentities)
            report.Error($"{field}.identities", $"{info.Identities.Count} are too many, at most {MaxIdentities}");
        if (info.Transport == InfoTransport.Tunnel && info.Identities.Count == 0)
            report.Error($"{field}.identities", "a tunnel needs at least one SPIFFE id");
        var identities = ImmutableArray.CreateBuilder<SpiffeId>();
        for (var i = 0; i < Math.Min(info.Identities.Count, MaxIdentities); i++)
        {
            if (SpiffeId.TryParse(info.Identities[i], out var id))
                identities.Add(id);
            else
                report.Error($"{field}.identities[{i}]", $"\"{info.Identities[i]}\" is not a SPIFFE id of a workload");
        }
        return identities.ToImmutable();
    }
}
