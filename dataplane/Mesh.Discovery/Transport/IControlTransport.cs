namespace Mesh.Discovery.Transport;

/// <summary>
/// Calls to one control-side service: messages as bytes, framed and named as in gRPC. Implementations keep one connection
/// and are thread-safe. Failures are <see cref="ControlTransportException"/>, what the caller gave up is <see cref="OperationCanceledException"/>.
/// </summary>
public interface IControlTransport : IAsyncDisposable
{
    /// <summary>One request, one response.</summary>
    /// <param name="method">Full method name, <c>/mesh.identity.v1.IdentityService/SignCertificate</c>.</param>
    /// <param name="request">The message.</param>
    /// <param name="bearerToken">Sent as <c>authorization: Bearer …</c> when not null.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<byte[]> CallAsync(string method, byte[] request, string? bearerToken, CancellationToken cancellation);

    /// <summary>Opens a stream of messages in both directions.</summary>
    /// <param name="method">Full method name.</param>
    /// <param name="cancellation">Ends the stream, also after it was opened.</param>
    IControlStream Open(string method, CancellationToken cancellation);
}
