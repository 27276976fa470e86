using System.Net.Security;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Conventions;

namespace Mesh.ControlPlane.Identity;

/// <summary>One TLS 1.3 connection to the certificate authority.</summary>
internal sealed class AuthorityConnection : IDisposable
{
    private readonly SocketsHttpHandler _handler;
    private readonly GrpcChannel _channel;
    private volatile string? _refusal;

    /// <summary>Prepares a connection.</summary>
    /// <param name="authority">Where the authority listens.</param>
    /// <param name="security">Makes the TLS options; gets told where to say why a server is refused.</param>
    public AuthorityConnection(ServiceAddress authority, Func<Action<string>, SslClientAuthenticationOptions> security)
    {
        _handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            UseProxy = false,
            SslOptions = security(reason => _refusal = reason),
        };
        _channel = GrpcChannel.ForAddress($"https://{authority}", new GrpcChannelOptions
        {
            HttpHandler = _handler,
            MaxReceiveMessageSize = 1 << 20,
        });
    }

    /// <summary>For making a client.</summary>
    public CallInvoker Invoker => _channel.CreateCallInvoker();

    /// <summary>A failed call in words.</summary>
    public AuthorityException Explain(RpcException error)
    {
        if (_refusal is { } refusal)
            return new AuthorityException($"the server is not the mesh's certificate authority: {refusal}", error) { IsUnverified = true };
        return error.StatusCode switch
        {
            StatusCode.Unauthenticated or StatusCode.PermissionDenied =>
                new AuthorityException($"the certificate authority refused: {error.Status.Detail}", error),
            StatusCode.Unavailable or StatusCode.DeadlineExceeded =>
                new AuthorityException($"the certificate authority does not answer: {Innermost(error)}", error),
            _ => new AuthorityException($"the certificate authority answered {error.StatusCode}: {error.Status.Detail}", error),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _handler.Dispose();
    }

    private static string Innermost(RpcException error) => error.Status.DebugException?.GetBaseException().Message ?? error.Status.Detail;
}
