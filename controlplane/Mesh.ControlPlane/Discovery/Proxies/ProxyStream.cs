using System.Threading.Channels;
using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Mesh.ControlPlane.Discovery.Snapshots;
using Mesh.ControlPlane.Discovery.Subscriptions;
using Mesh.Conventions;
using Mesh.Model.Snapshots;

namespace Mesh.ControlPlane.Discovery.Proxies;

/// <summary>
/// One proxy's discovery stream. One loop reads what came, decides and writes; requests go before pushes. A wake-up is a single
/// bit: however many changes happen while the loop is busy or the client slow, one push of the newest state follows.
/// </summary>
internal sealed class ProxyStream(
    ProxyInfo proxy, PeerTrust trust, DeltaSubscriptions subscriptions, DiscoveryState state, DiscoveryOptions options, StreamEvents events,
    TimeProvider time) : IDisposable
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly RequestQueue _requests = new(options.RequestsInFlight);
    private readonly CancellationTokenSource _ended = new();
    private readonly ProxyView _view = new(proxy.Workload, proxy.Peer.Identity.Namespace);
    private readonly Lock _ending = new();
    private ProxySource? _source;
    private Status? _end;
    private bool _isDisposed;
    private volatile IReadOnlyList<TypeStatus> _status = [];

    /// <summary>Whose stream it is.</summary>
    public ProxyInfo Proxy => proxy;

    /// <summary>How far the proxy is, per type.</summary>
    public IReadOnlyList<TypeStatus> Status => _status;

    /// <summary>Says that there may be something to send. Never blocks.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Ends the stream, also in the middle of a write. The first status counts.</summary>
    public void End(Status status)
    {
        lock (_ending)
        {
            if (_isDisposed)
                return;
            _end ??= status;
            // Not on this thread: what waits for the stream may run long.
            _ = _ended.CancelAsync();
        }
    }

    /// <summary>Serves the stream until the client or <see cref="End"/> ends it.</summary>
    /// <param name="first">The request that was read to learn who asks.</param>
    /// <param name="requests">The rest of what the client sends.</param>
    /// <param name="responses">To the client.</param>
    /// <param name="aborted">Cancelled when the connection is lost.</param>
    /// <exception cref="RpcException">The stream ends with an error.</exception>
    public async Task RunAsync(
        DeltaDiscoveryRequest first,
        IAsyncStreamReader<DeltaDiscoveryRequest> requests,
        IServerStreamWriter<DeltaDiscoveryResponse> responses,
        CancellationToken aborted)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(aborted, _ended.Token);
        using var certificateEnd = time.CreateTimer(_ => End(StreamStatus.CertificateEnded), null, UntilCertificateEnds(), Timeout.InfiniteTimeSpan);
        var reading = _requests.FillAsync(first, requests, Wake, cancellation.Token);
        try
        {
            await ServeAsync(responses, cancellation.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_end is { } end)
        {
            throw new RpcException(end);
        }
        finally
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_ending)
            _isDisposed = true;
        _ended.Dispose();
    }

    private async Task ServeAsync(IServerStreamWriter<DeltaDiscoveryResponse> responses, CancellationToken cancellation)
    {
        while (true)
        {
            var isOpen = TakeRequests();
            var response = subscriptions.Next(FindSource());
            _status = subscriptions.Status;
            // The new roots are the last that such a peer may learn: they tell it to get a certificate that leads to one of them.
            if (trust.Problem() is { } problem && response?.TypeUrl != ResourceTypes.Secret)
                throw events.Untrusted(proxy, problem);
            if (response is not null)
                await SendAsync(response, responses, cancellation).ConfigureAwait(false);
            else if (!isOpen)
                return;
            else
                await _wake.Reader.ReadAsync(cancellation).ConfigureAwait(false);
        }
    }

    private bool TakeRequests()
    {
        while (_requests.TryTake(out var request))
        {
            var outcome = subscriptions.Apply(request);
            if (outcome.Refusal is { } refusal)
                throw new RpcException(StreamStatus.Of(refusal));
            if (outcome.Acknowledgement is { } acknowledgement)
                events.Acknowledged(proxy, acknowledgement);
        }

        return _requests.IsOpen;
    }

    private ProxySource FindSource()
    {
        var snapshot = state.Current ?? throw new RpcException(StreamStatus.NotReady);
        if (_source?.Snapshot != snapshot)
        {
            if (ProxyAdmission.Decide(snapshot.Mesh, proxy.Workload, proxy.Peer.Identity) is { } reason)
                throw events.Denied(proxy.Workload.ToString(), proxy.Peer, reason);
            _source = new ProxySource(snapshot, _view);
        }

        return _source;
    }

    private async Task SendAsync(
        DeltaDiscoveryResponse response, IServerStreamWriter<DeltaDiscoveryResponse> responses, CancellationToken cancellation)
    {
        // A write under a cancelled token would reset the stream, and the client would not learn why.
        cancellation.ThrowIfCancellationRequested();
        using var deadline = new CancellationTokenSource(options.SendDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            await responses.WriteAsync(response, either.Token).ConfigureAwait(false);
            events.Sent(response.TypeUrl);
        }
        catch (Exception error)
            when (deadline.IsCancellationRequested && _end is null && error is OperationCanceledException or IOException or InvalidOperationException)
        {
            throw events.TooSlow(proxy);
        }
    }

    private TimeSpan UntilCertificateEnds()
    {
        var left = proxy.Peer.NotAfter - time.GetUtcNow();
        // A timer's longest time; nobody's stream lives that long.
        var longest = TimeSpan.FromDays(40);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < longest ? left : longest;
    }
}
