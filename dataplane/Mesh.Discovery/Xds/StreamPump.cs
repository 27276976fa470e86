using System.Threading.Channels;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Mesh.Discovery.Transport;

namespace Mesh.Discovery.Xds;

/// <summary>
/// Moves messages between one stream and the discovery loop: a receiving and a sending task, so that neither side of a slow
/// connection can block the other.
/// </summary>
internal sealed class StreamPump : IAsyncDisposable
{
    // One acknowledgement per response and merged subscriptions never get near this: a server that does not read is given up.
    private const int MaxUnsent = 1024;

    private readonly IControlStream _stream;
    private readonly Func<StreamEvent, CancellationToken, ValueTask> _deliver;
    private readonly CancellationTokenSource _stop;
    private readonly Channel<byte[]> _outbox = Channel.CreateBounded<byte[]>(MaxUnsent);
    private readonly Task _sending;
    private readonly Task _receiving;

    /// <summary>Starts moving messages.</summary>
    /// <param name="stream">The stream; disposed with this.</param>
    /// <param name="deliver">Takes received messages and the end, in order; may make the stream wait.</param>
    /// <param name="cancellation">Stops.</param>
    public StreamPump(IControlStream stream, Func<StreamEvent, CancellationToken, ValueTask> deliver, CancellationToken cancellation)
    {
        _stream = stream;
        _deliver = deliver;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _sending = SendAsync(_stop.Token);
        _receiving = ReceiveAsync(_stop.Token);
    }

    /// <summary>Sends soon, in order.</summary>
    /// <exception cref="ControlTransportException">The server does not read.</exception>
    public void Send(DeltaDiscoveryRequest request)
    {
        if (!_outbox.Writer.TryWrite(request.ToByteArray()))
            throw new ControlTransportException(ControlStatus.DeadlineExceeded, $"the server leaves {MaxUnsent} messages unread");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_sending, _receiving).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var message in _outbox.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
                await _stream.SendAsync(message, cancellation).ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is ControlTransportException or OperationCanceledException)
        {
            // The receiving task learns of the same end and reports it.
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        ControlTransportException end;
        try
        {
            while (await _stream.ReceiveAsync(cancellation).ConfigureAwait(false) is { } message)
                await _deliver(new StreamEvent(this, message, null), cancellation).ConfigureAwait(false);
            end = new ControlTransportException(ControlStatus.Unavailable, "the server ended the stream");
        }
        catch (ControlTransportException failed)
        {
            end = failed;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        await DeliverEndAsync(end, cancellation).ConfigureAwait(false);
    }

    private async Task DeliverEndAsync(ControlTransportException end, CancellationToken cancellation)
    {
        try
        {
            await _deliver(new StreamEvent(this, null, end), cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopped meanwhile: nobody waits for the end.
        }
    }
}
