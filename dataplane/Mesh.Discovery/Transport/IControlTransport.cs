using Mesh.Conventions;

namespace Mesh.Discovery.Transport;

/// <summary>
/// Calls to one control-side service: messages as bytes, framed and named as in gRPC. Implementations keep one connection
/// and are thread-safe. Failures are <see cref="ControlTransportException"/>, what the caller gave up is <see cref="OperationCanceledException"/>.
/// </summary>
public interface IControlTransport : IAsyncDisposable
{
    /// <summary>One request, one response.</summary>
    /// <param name="call">What is called.</param>
    /// <param name="request">The message.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<byte[]> CallAsync(ControlCall call, byte[] request, CancellationToken cancellation);

    /// <summary>Opens a stream of messages in both directions.</summary>
    /// <param name="call">What is called.</param>
    /// <param name="cancellation">Ends the stream, also after it was opened.</param>
    IControlStream Open(ControlCall call, CancellationToken cancellation);
}

/// <summary>What is called, and what goes with it.</summary>
/// <param name="Method">Full method name, <c>/mesh.identity.v1.IdentityService/SignCertificate</c>.</param>
public sealed record ControlCall(string Method)
{
    /// <summary>Sent as <c>authorization: Bearer …</c>. Default null: not sent.</summary>
    public string? BearerToken { get; init; }

    /// <summary>How long the server may work on it, told by <c>grpc-timeout</c>; the caller itself gives up by cancelling. Default null: no limit.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>Makes a transport; nothing is connected yet.</summary>
/// <param name="address">Address of the service.</param>
/// <param name="security">Asked once for each new connection, so that a new certificate is shown.</param>
public delegate IControlTransport ControlConnector(ServiceAddress address, Func<ControlSecurity> security);
