using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Envoy.Service.Discovery.V3;
using Grpc.Core;

namespace Mesh.ControlPlane.Discovery.Proxies;

/// <summary>Requests that were read and wait for the stream's loop. When it is full nothing more is read, so that the client has to wait.</summary>
internal sealed class RequestQueue(int capacity)
{
    private readonly Channel<DeltaDiscoveryRequest> _waiting =
        Channel.CreateBounded<DeltaDiscoveryRequest>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });

    /// <summary>Whether more may come.</summary>
    /// <exception cref="RpcException">Reading failed because of what the client sent.</exception>
    public bool IsOpen
    {
        get
        {
            if (!_waiting.Reader.Completion.IsCompleted)
                return true;
            if (_waiting.Reader.Completion.Exception?.InnerException is RpcException error)
                throw error;
            return false;
        }
    }

    /// <summary>Takes the oldest request.</summary>
    public bool TryTake([NotNullWhen(true)] out DeltaDiscoveryRequest? request) => _waiting.Reader.TryRead(out request);

    /// <summary>Reads requests until the client sends no more. Never throws: how it ended shows in <see cref="IsOpen"/>.</summary>
    /// <param name="first">A request that was read before.</param>
    /// <param name="requests">The client's.</param>
    /// <param name="arrived">Called after each request and at the end.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task FillAsync(
        DeltaDiscoveryRequest first, IAsyncStreamReader<DeltaDiscoveryRequest> requests, Action arrived, CancellationToken cancellation)
    {
        Exception? failure = null;
        try
        {
            await _waiting.Writer.WriteAsync(first, cancellation).ConfigureAwait(false);
            arrived();
            while (await requests.MoveNext(cancellation).ConfigureAwait(false))
            {
                await _waiting.Writer.WriteAsync(requests.Current, cancellation).ConfigureAwait(false);
                arrived();
            }
        }
        catch (RpcException error)
        {
            failure = error;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The connection or the stream is gone; there is nobody left to tell.
        }

        _waiting.Writer.TryComplete(failure);
        arrived();
    }
}
