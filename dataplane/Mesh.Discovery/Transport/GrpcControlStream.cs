using Grpc.Core;
using Mesh.Conventions;

namespace Mesh.Discovery.Transport;

/// <inheritdoc/>
internal sealed class GrpcControlStream(AsyncDuplexStreamingCall<byte[], byte[]> call, SharedChannel channel, ServiceAddress address) : IControlStream
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
}
