using Grpc.Core;
using Mesh.Conventions;

namespace Mesh.Discovery.Transport;

/// <inheritdoc/>
internal sealed class GrpcControlStream(
    AsyncDuplexStreamingCall<byte[], byte[]> call, SharedChannel channel, ServiceAddress address, CancellationToken stopped) : IControlStream
{
    private bool _disposed;

    public async Task SendAsync(byte[] message, CancellationToken cancellation)
    {
        try
        {
            await call.RequestStream.WriteAsync(message, cancellation).ConfigureAwait(false);
        }
        catch (RpcException failed)
        {
            ThrowIfGivenUp(cancellation);
            throw GrpcFailures.Translate(failed, address);
        }
        catch (InvalidOperationException ended)
        {
            // The call is over; the reading side tells why.
            throw new ControlTransportException(ControlStatus.Unavailable, $"{address}: the stream has ended", ended);
        }
    }

    public async Task<byte[]?> ReceiveAsync(CancellationToken cancellation)
    {
        try
        {
            return await call.ResponseStream.MoveNext(cancellation).ConfigureAwait(false) ? call.ResponseStream.Current : null;
        }
        catch (RpcException failed)
        {
            ThrowIfGivenUp(cancellation);
            throw GrpcFailures.Translate(failed, address);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            call.Dispose();
            channel.Release();
        }
        return ValueTask.CompletedTask;
    }

    // gRPC reports a call that its own side gave up as a failed one.
    private void ThrowIfGivenUp(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        stopped.ThrowIfCancellationRequested();
    }
}
