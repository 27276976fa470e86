using System.Net.Sockets;
using Mesh.Discovery.Transport;
using Mesh.Proxy.Control.Grpc;

namespace Mesh.Proxy.Control;

/// <summary>The side of a call that threads outside the loop see: everything is posted to the loop.</summary>
internal sealed class ControlStream : IControlStream
{
    private readonly ControlChannel _channel;
    private readonly ControlCallExchange _exchange;
    private readonly CancellationToken _stopped;
    private readonly CancellationTokenRegistration _stopping;

    /// <summary>Opens a stream.</summary>
    /// <exception cref="ArgumentException">Method or token cannot stand in a header.</exception>
    internal ControlStream(ControlChannel channel, ControlCall call, CancellationToken stopped)
    {
        RequestHead.Check(call);
        _channel = channel;
        _exchange = new ControlCallExchange(channel, call);
        _stopped = stopped;
        _stopping = stopped.UnsafeRegister(static stream => ((ControlStream)stream!).Cancel(), this);
        _ = OpenAsync();
    }

    /// <inheritdoc/>
    public async Task SendAsync(byte[] message, CancellationToken cancellation)
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _channel.Loop.Post(() => _exchange.Send(message, last: false, sent));
        await WaitAsync(sent.Task, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<byte[]?> ReceiveAsync(CancellationToken cancellation)
    {
        var received = new TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _channel.Loop.Post(() => _exchange.Receive(received));
        await WaitAsync(received.Task, cancellation).ConfigureAwait(false);
        return await received.Task.ConfigureAwait(false);
    }

    /// <summary>Sends the only message; what becomes of it is told by the answer.</summary>
    internal void SendLast(byte[] message) => _channel.Loop.Post(() => _exchange.Send(message, last: true, null));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.DisposeAsync().ConfigureAwait(false);
        Cancel();
    }

    private async Task OpenAsync()
    {
        try
        {
            var endpoints = await ServiceResolver.ResolveAsync(_channel.Service, _stopped).ConfigureAwait(false);
            _channel.Loop.Post(() => _exchange.Start(endpoints));
        }
        catch (SocketException unknown)
        {
            _channel.Loop.Post(() => _exchange.Fail(ControlStatus.Unavailable, unknown.Message));
        }
        catch (OperationCanceledException)
        {
            // The registration tells the exchange.
        }
    }

    // What its own side gave up is cancelled, not failed. The loop may be gone by then, so it is not asked.
    private async Task WaitAsync(Task task, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopped);
        try
        {
            await task.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is ControlTransportException or OperationCanceledException)
        {
            if (cancellation.IsCancellationRequested)
                Cancel();
            cancellation.ThrowIfCancellationRequested();
            _stopped.ThrowIfCancellationRequested();
            throw;
        }
    }

    private void Cancel() => _channel.Loop.Post(_exchange.Cancel);
}
