using System.Globalization;
using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Mesh.ControlPlane.Discovery.Proxies;
using Mesh.ControlPlane.Discovery.Snapshots;
using Mesh.ControlPlane.Discovery.Subscriptions;
using Mesh.ControlPlane.Identity;
using Mesh.Conventions;

namespace Mesh.ControlPlane.Discovery;

/// <summary>The aggregated discovery service (ADS), delta variant. A proxy is served as the workload that its certificate entitles it to.</summary>
internal sealed class AggregatedDiscovery(
    DiscoveryState state, ProxyRegistry registry, DiscoveryOptions options, StreamEvents events, TrustHolder trust, TimeProvider time)
    : AggregatedDiscoveryService.AggregatedDiscoveryServiceBase
{
    private const int LongestVersion = 128;
    private const int LongestProcess = 64;

    // Differs between processes, so that no nonce of an earlier stream is ever valid on a later one.
    private readonly long _epoch = time.GetUtcNow().ToUnixTimeMilliseconds();
    private long _streams;

    /// <inheritdoc/>
    public override Task StreamAggregatedResources(
        IAsyncStreamReader<DiscoveryRequest> requestStream, IServerStreamWriter<DiscoveryResponse> responseStream, ServerCallContext context) =>
        throw new RpcException(new Status(
            StatusCode.Unimplemented, "state-of-the-world xDS is not offered by this control plane; use DeltaAggregatedResources"));

    /// <inheritdoc/>
    public override async Task DeltaAggregatedResources(
        IAsyncStreamReader<DeltaDiscoveryRequest> requestStream,
        IServerStreamWriter<DeltaDiscoveryResponse> responseStream,
        ServerCallContext context)
    {
        var peer = AuthenticatedPeer.Of(context);
        if (!await requestStream.MoveNext(context.CancellationToken).ConfigureAwait(false))
            return;
        var first = requestStream.Current;
        using var stream = Open(first, peer);
        events.Connected(stream.Proxy, registry.Add(stream));
        var reason = "the client ended the stream";
        try
        {
            await stream.RunAsync(first, requestStream, responseStream, context.CancellationToken).ConfigureAwait(false);
        }
        catch (RpcException error)
        {
            reason = error.Status.Detail;
            throw;
        }
        catch (Exception error) when (context.CancellationToken.IsCancellationRequested && error is OperationCanceledException or IOException or InvalidOperationException)
        {
            reason = "the connection was lost";
        }
        finally
        {
            registry.Remove(stream);
            events.Disconnected(stream.Proxy, reason);
        }
    }

    private ProxyStream Open(DeltaDiscoveryRequest first, AuthenticatedPeer peer)
    {
        if (ProxyAdmission.Parse(first.Node?.Id ?? "", out var workload) is { } malformed)
            throw new RpcException(new Status(StatusCode.InvalidArgument, malformed));
        var snapshot = state.Current ?? throw new RpcException(StreamStatus.NotReady);
        if (ProxyAdmission.Decide(snapshot.Mesh, workload, peer.Identity) is { } reason)
            throw events.Denied(workload.ToString(), peer, reason);
        var proxy = new ProxyInfo(workload, ProcessOf(first), peer, VersionOf(first), time.GetUtcNow());
        var nonces = string.Create(CultureInfo.InvariantCulture, $"{_epoch:x}-{Interlocked.Increment(ref _streams):x}");
        return new ProxyStream(proxy, new PeerTrust(peer, trust), new DeltaSubscriptions(nonces, options.Limits, time), state, options, events, time);
    }

    private static string ProcessOf(DeltaDiscoveryRequest first) =>
        first.Node.Metadata?.Fields.GetValueOrDefault(NodeMetadata.Process)?.StringValue is { Length: <= LongestProcess } process ? process : "";

    private static string VersionOf(DeltaDiscoveryRequest first)
    {
        var version = first.Node.UserAgentVersion;
        return version.Length <= LongestVersion ? version : version[..LongestVersion];
    }
}
