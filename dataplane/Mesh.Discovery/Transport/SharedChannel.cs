using System.Net.Security;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Conventions;

namespace Mesh.Discovery.Transport;

/// <summary>A gRPC channel that lives as long as somebody uses it; its creator is the first user.</summary>
internal sealed class SharedChannel
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    private readonly GrpcChannel _channel;
    private int _users = 1;

    public SharedChannel(ServiceAddress address, SslClientAuthenticationOptions security)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = security,
            ConnectTimeout = ConnectTimeout,
            KeepAlivePingDelay = PingDelay,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            EnableMultipleHttp2Connections = false,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        };
        _channel = GrpcChannel.ForAddress($"https://{address}", new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = GrpcControlTransport.MaxMessageLength,
            MaxSendMessageSize = GrpcControlTransport.MaxMessageLength,
            MaxRetryAttempts = 0,
        });
        Invoker = _channel.CreateCallInvoker();
    }

    public CallInvoker Invoker { get; }

    public void AddUser() => Interlocked.Increment(ref _users);

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            _channel.Dispose();
    }
}
