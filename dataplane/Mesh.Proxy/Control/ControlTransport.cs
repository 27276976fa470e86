using Mesh.Conventions;
using Mesh.Discovery.Transport;
using Mesh.Engine.Loops;

namespace Mesh.Proxy.Control;

/// <summary>
/// Calls to a control-side service over the engine's HTTP/2 and TLS. One connection, made on the first call and again when it broke.
/// </summary>
internal sealed class ControlTransport(EventLoop loop, ServiceAddress service, Func<ControlSecurity> security) : IControlTransport
{
    /// <summary>Longest message in either direction, in bytes.</summary>
    internal const int MaxMessageLength = 16 * 1024 * 1024;

    private readonly Lock _lock = new();
    private ControlChannel? _channel;
    private bool _disposed;

    /// <summary>Calls from now on use a new connection and ask for the security again. Open streams keep the old one, which closes with the last of them.</summary>
    public void Renew()
    {
        if (Take() is { } old)
            loop.Post(old.Retire);
    }

    /// <inheritdoc/>
    public async Task<byte[]> CallAsync(ControlCall call, byte[] request, CancellationToken cancellation)
    {
        var stream = new ControlStream(Rent(), call, cancellation);
        await using var closing = stream.ConfigureAwait(false);
        stream.SendLast(request);
        var answer = await stream.ReceiveAsync(cancellation).ConfigureAwait(false) ?? throw Malformed("no answer");
        return await stream.ReceiveAsync(cancellation).ConfigureAwait(false) is null ? answer : throw Malformed("more than one answer");
    }

    /// <inheritdoc/>
    public IControlStream Open(ControlCall call, CancellationToken cancellation) => new ControlStream(Rent(), call, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
            _disposed = true;
        if (Take() is { } old)
            loop.Post(old.Close);
        return ValueTask.CompletedTask;
    }

    private ControlChannel Rent()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _channel ??= new ControlChannel(loop, service, security());
        }
    }

    private ControlChannel? Take()
    {
        lock (_lock)
        {
            var channel = _channel;
            _channel = null;
            return channel;
        }
    }

    private ControlTransportException Malformed(string what) => new(ControlStatus.Internal, $"{service}: Internal: {what}");
}
