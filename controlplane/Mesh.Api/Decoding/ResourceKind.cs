using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Api.Syntax;

namespace Mesh.Api.Decoding;

/// <summary>Turns the fields of one kind into its record.</summary>
internal delegate MeshResource ResourceDecoder(ObjectMeta metadata, ResourceOrigin origin, MappingReader root);

/// <summary>A kind that is understood.</summary>
/// <param name="ApiVersion">The API group and version.</param>
/// <param name="Kind">The kind.</param>
/// <param name="CheckName">What its names must look like.</param>
/// <param name="Decode">Reads it. What it returns is not used when it reported an error.</param>
internal sealed record ResourceKind(string ApiVersion, string Kind, TextCheck CheckName, ResourceDecoder Decode)
{
    private const string Ours = "meshctl.dev/v1alpha1";
    private const string GatewayApi = "gateway.networking.k8s.io/";

    /// <summary>All of them. A kind's first version is the one to suggest.</summary>
    public static IReadOnlyList<ResourceKind> All { get; } =
    [
        new("v1", "Service", Names.CheckServiceName, ServiceDecoder.Decode),
        new("discovery.k8s.io/v1", "EndpointSlice", Names.CheckSubdomain, EndpointSliceDecoder.Decode),
        new(GatewayApi + "v1", "HTTPRoute", Names.CheckSubdomain, HttpRouteDecoder.Decode),
        new(GatewayApi + "v1beta1", "HTTPRoute", Names.CheckSubdomain, HttpRouteDecoder.Decode),
        new(GatewayApi + "v1", "TCPRoute", Names.CheckSubdomain, TcpRouteDecoder.Decode),
        new(GatewayApi + "v1alpha2", "TCPRoute", Names.CheckSubdomain, TcpRouteDecoder.Decode),
        new(GatewayApi + "v1", "TLSRoute", Names.CheckSubdomain, TlsRouteDecoder.Decode),
        new(GatewayApi + "v1alpha3", "TLSRoute", Names.CheckSubdomain, TlsRouteDecoder.Decode),
        new(GatewayApi + "v1alpha2", "TLSRoute", Names.CheckSubdomain, TlsRouteDecoder.Decode),
        new(Ours, "WorkloadEntry", Names.CheckSubdomain, WorkloadEntryDecoder.Decode),
        new(Ours, "PeerAuthentication", Names.CheckSubdomain, PeerAuthenticationDecoder.Decode),
    ];

    /// <summary>Null when the combination is not understood.</summary>
    public static ResourceKind? Find(string apiVersion, string kind) =>
        All.FirstOrDefault(known => known.Kind == kind && known.ApiVersion == apiVersion);

    /// <summary>What to write instead of a combination that is not understood.</summary>
    public static string Remedy(string kind)
    {
        if (All.FirstOrDefault(known => known.Kind == kind) is { } same)
            return $"use apiVersion: {same.ApiVersion}";
        var kinds = All.Select(known => known.Kind).Distinct().ToArray();
        return Suggestion.Nearest(kind, kinds) is { } nearest
            ? $"did you mean '{nearest}'?"
            : "use one of " + string.Join(", ", kinds);
    }
}
