using Google.Protobuf.WellKnownTypes;
using Mesh.Api.Problems;
using Mesh.ControlPlane.Discovery.Proxies;
using Mesh.ControlPlane.Discovery.Subscriptions;
using Mesh.ControlPlane.Sources;
using Mesh.Protos.Operator.V1;

namespace Mesh.ControlPlane.Observability;

/// <summary>Turns states of the process into messages for operators.</summary>
internal static class StatusMessages
{
    /// <summary>A proxy's state.</summary>
    public static ProxyStatus Of(ProxyStream stream, string controlPlane) => new()
    {
        NodeId = stream.Proxy.Workload.ToString(),
        Identity = stream.Proxy.Peer.Identity.ToString(),
        Address = stream.Proxy.Peer.Address,
        Version = stream.Proxy.Version,
        ConnectedSince = stream.Proxy.ConnectedSince.ToTimestamp(),
        ControlPlane = controlPlane,
        Types_ = { stream.Status.Select(Of) },
    };

    /// <summary>The configuration's state.</summary>
    public static ConfigStatus Of(ConfigurationStatus status) => new()
    {
        Loaded = status.Loaded?.ToTimestamp(),
        Resources = (uint)status.Resources,
        Rejected = status.IsRejected,
        Problems = { status.Problems.Select(Of) },
    };

    private static ProxyStatus.Types.Type Of(TypeStatus type) => new()
    {
        TypeUrl = type.TypeUrl,
        Sync = Of(type.Sync),
        Subscribed = (uint)type.Subscribed,
        Refusal = type.Refusal,
        Since = type.Since.ToTimestamp(),
    };

    private static ProxyStatus.Types.SyncState Of(SyncState state) => state switch
    {
        SyncState.NotSent => ProxyStatus.Types.SyncState.NotSent,
        SyncState.Synced => ProxyStatus.Types.SyncState.Synced,
        SyncState.Stale => ProxyStatus.Types.SyncState.Stale,
        SyncState.Refused => ProxyStatus.Types.SyncState.Refused,
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    private static ConfigStatus.Types.Problem Of(Problem problem) => new()
    {
        File = problem.File,
        Line = (uint)problem.Line,
        Field = problem.Field,
        Resource = problem.Resource,
        Message = problem.Message,
        Remedy = problem.Remedy,
        Warning = problem.Severity == ProblemSeverity.Warning,
    };
}
