using System.Net.Security;
using Grpc.Core;
using Mesh.Conventions;

namespace Mesh.Discovery.Transport;

/// <summary>
/// A control transport over gRPC (HTTP/2 and TLS 1.3). One TCP connection, made on the first call and again when it broke.
/// TLS options are asked for anew after <see cref="Renew"/>, so that a new certificate is shown.
/// </summary>
public sealed class GrpcControlTransport : IControlTransport
{
    private readonly ServiceAddress _address;
    private readonly Func<SslClientAuthenticationOptions> _security;
    private readonly Lock _lock = new();
    private SharedChannel? _channel;
    private bool _disposed;

    /// <summary>Creates a transport; nothing is connected yet.</summary>
    /// <param name="address">Address of the service.</param>
    /// <param name="security">TLS options for the next connection. They decide whom the connection trusts: no system roots, no host name.</param>
    public GrpcControlTransport(ServiceAddress address, Func<SslClientAuthenticationOptions> security)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(security);
        _address = address;
        _security = security;
    }

    /// <summary>Longest message in either direction, in bytes.</summary>
    public const int MaxMessageLength = 16 * 1024 * 1024;

    /// <summary>Calls from now on use a new connection. Open streams keep the old one, which closes with the last of them.</summary>
    public void Renew()
    {
        lock (_lock)
        {
            _channel?.Release();
            _channel = null;
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]> CallAsync(string method, byte[] request, string? bearerToken, CancellationToken cancellation)
    {
        var channel = Rent();
        try
        {
            var headers = new Metadata();
            if (bearerToken is not null)
                headers.Add("authorization", $"Bearer {bearerToken}");
            using var call = channel.Invoker.AsyncUnaryCall(GrpcMethods.Unary(method), null, new CallOptions(headers, cancellationToken: cancellation), request);
            return await call.ResponseAsync.ConfigureAwait(false);
        }
        catch (RpcException failed)
        {
            cancellation.ThrowIfCancellationRequested();
            throw GrpcFailures.Translate(failed, _address);
        }
        finally
        {
            channel.Release();
        }
    }

    /// <inheritdoc/>
    public IControlStream Open(string method, CancellationToken cancellation)
    {
        var channel = Rent();
        var call = channel.Invoker.AsyncDuplexStreamingCall(GrpcMethods.Duplex(method), null, new CallOptions(cancellationToken: cancellation));
        return new GrpcControlStream(call, channel, _address, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
            _disposed = true;
        Renew();
        return ValueTask.CompletedTask;
    }

    private SharedChannel Rent()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _channel ??= new SharedChannel(_address, _security());
            _channel.AddUser();
            return _channel;
        }
    }
}
