namespace Mesh.Discovery.Transport;

/// <summary>A stream of messages in both directions. One thread may send while another receives. Disposing resets the stream.</summary>
public interface IControlStream : IAsyncDisposable
{
    /// <summary>Sends a message; completes when flow control lets it go.</summary>
    Task SendAsync(byte[] message, CancellationToken cancellation);

    /// <summary>The next message; null when the server ended the stream without an error.</summary>
    Task<byte[]?> ReceiveAsync(CancellationToken cancellation);
}
