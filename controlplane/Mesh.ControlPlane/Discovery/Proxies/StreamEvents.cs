using Grpc.Core;
using Mesh.ControlPlane.Discovery.Subscriptions;

namespace Mesh.ControlPlane.Discovery.Proxies;

/// <summary>What happens on discovery streams, for log and metrics.</summary>
internal sealed partial class StreamEvents(DiscoveryMetrics metrics, TimeProvider time, ILogger<ProxyStream> logger)
{
    /// <summary>A proxy's stream began.</summary>
    public void Connected(ProxyInfo proxy, bool replacesOther)
    {
        if (replacesOther)
            LogReplaced(proxy.Workload.ToString(), proxy.Peer.Identity.ToString(), proxy.Peer.Address);
        else
            LogConnected(proxy.Workload.ToString(), proxy.Peer.Identity.ToString(), proxy.Peer.Address);
    }

    /// <summary>A proxy's stream ended.</summary>
    public void Disconnected(ProxyInfo proxy, string reason) => LogDisconnected(proxy.Workload.ToString(), proxy.Peer.Address, reason);

    /// <summary>A response was written.</summary>
    public void Sent(string typeUrl) => metrics.Sent(typeUrl);

    /// <summary>A client said something to a response.</summary>
    public void Acknowledged(ProxyInfo proxy, Acknowledgement acknowledgement)
    {
        if (acknowledgement.Refusal is { } refusal)
        {
            metrics.Refused(acknowledgement.TypeUrl);
            LogRefused(proxy.Workload.ToString(), acknowledgement.TypeUrl, refusal);
        }
        else if (acknowledgement.ChangedAt is { } changedAt)
        {
            metrics.Acknowledged(time.GetElapsedTime(changedAt));
        }
    }

    /// <summary>A peer may not speak for the workload it names.</summary>
    /// <returns>What to throw.</returns>
    public RpcException Denied(string nodeId, AuthenticatedPeer peer, string reason)
    {
        metrics.Denied();
        LogDenied(nodeId, peer.Identity.ToString(), peer.Address, reason);
        return new RpcException(new Status(StatusCode.PermissionDenied, reason));
    }

    /// <summary>A client did not take a response in time.</summary>
    /// <returns>What to throw.</returns>
    public RpcException TooSlow(ProxyInfo proxy)
    {
        metrics.TooSlow();
        LogTooSlow(proxy.Workload.ToString(), proxy.Peer.Address);
        return new RpcException(new Status(StatusCode.DeadlineExceeded, "the client did not read a response in time; connect again"));
    }

    /// <summary>A connected peer's certificate does not lead to a trusted root any more.</summary>
    /// <returns>What to throw.</returns>
    public RpcException Untrusted(ProxyInfo proxy, string problem)
    {
        metrics.Untrusted();
        LogUntrusted(proxy.Workload.ToString(), proxy.Peer.Address, problem);
        return new RpcException(StreamStatus.Untrusted(problem));
    }

    /// <summary>A proxy reported rows that are not about its own workload.</summary>
    /// <param name="workload">The proxy's workload.</param>
    /// <param name="rows">How many.</param>
    /// <param name="isFirst">Whether these are the first on its stream: only those are logged.</param>
    public void ForeignRows(string workload, int rows, bool isFirst)
    {
        metrics.ForeignRows(rows);
        if (isFirst)
            LogForeignRows(workload, rows);
    }

    [LoggerMessage(200, LogLevel.Information, "proxy {Workload} connected as {Identity} from {Address}")]
    private partial void LogConnected(string workload, string identity, string address);

    [LoggerMessage(201, LogLevel.Warning, "proxy {Workload} connected as {Identity} from {Address} and took over from an earlier stream")]
    private partial void LogReplaced(string workload, string identity, string address);

    [LoggerMessage(202, LogLevel.Information, "proxy {Workload} at {Address} disconnected: {Reason}")]
    private partial void LogDisconnected(string workload, string address, string reason);

    [LoggerMessage(203, LogLevel.Warning, "proxy {Workload} refused {TypeUrl} and keeps what it had: {Reason}")]
    private partial void LogRefused(string workload, string typeUrl, string reason);

    [LoggerMessage(204, LogLevel.Warning, "audit: denied node {NodeId} to {Identity} at {Address}: {Reason}")]
    private partial void LogDenied(string nodeId, string identity, string address, string reason);

    [LoggerMessage(205, LogLevel.Warning, "proxy {Workload} at {Address} does not read its responses; its stream is ended")]
    private partial void LogTooSlow(string workload, string address);

    [LoggerMessage(206, LogLevel.Warning, "audit: ended the stream of proxy {Workload} at {Address}: {Problem}")]
    private partial void LogUntrusted(string workload, string address, string problem);

    [LoggerMessage(207, LogLevel.Warning, "audit: dropped {Rows} telemetry rows of proxy {Workload} that are about other workloads; more of them are only counted")]
    private partial void LogForeignRows(string workload, int rows);
}
