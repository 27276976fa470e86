using Mesh.Engine.Interop;
using Mesh.Engine.Loops;

namespace Mesh.Engine.Sockets;

/// <summary>Makes TCP connections, with or without TLS.</summary>
public static class TcpConnector
{
    /// <summary>
    /// Starts to connect. The outcome, also a refusal known at once or that the process has no descriptors left, comes later by <see cref="IConnectionHandler.OnConnected"/> or
    /// <see cref="IConnectionHandler.OnClosed"/>. Output written before is sent as soon as the connection is usable. On the loop.
    /// </summary>
    /// <exception cref="IOException">An option of <paramref name="options"/> is not permitted.</exception>
    /// <exception cref="ArgumentException"><see cref="TcpConnectOptions.Tls"/> is for servers.</exception>
    /// <exception cref="ObjectDisposedException"><see cref="TcpConnectOptions.Tls"/> was disposed and no connection uses it any more.</exception>
    public static unsafe Connection Connect(EventLoop loop, IpEndpoint remote, TcpConnectOptions options, IConnectionHandler handler)
    {
        if (options.Tls is { IsServer: true })
            throw new ArgumentException("The TLS context is for accepting connections.", nameof(options));
        // Held from now on: the owner may dispose the context while the connection is being made.
        options.Tls?.AddReference();
        var fd = -1;
        try
        {
            fd = Libc.Socket(remote.IsV4 ? Libc.FamilyV4 : Libc.FamilyV6, Libc.StreamSocket | Libc.SocketFlags, 0);
            if (fd < 0)
                return Failed(SocketConnection.Connecting(loop, fd, remote, handler, options), Errno.Last);
            SocketDescriptor.Apply(fd, options.Tcp);
            var error = options.Bind is { } local ? BindLate(fd, local) : 0;
            var native = NativeAddress.From(remote, asV6: false);
            if (error == 0 && Libc.Connect(fd, native.Pointer, native.Length) < 0 && Errno.Last != Errno.InProgress)
                error = Errno.Last;
            var connection = SocketConnection.Connecting(loop, fd, remote, handler, options);
            return error == 0 ? connection : Failed(connection, error);
        }
        catch
        {
            options.Tls?.Release();
            if (fd >= 0)
                SocketDescriptor.Close(fd);
            throw;
        }
    }

    private static SocketConnection Failed(SocketConnection connection, int error)
    {
        connection.FailConnect(error);
        return connection;
    }

    // Without the option the kernel would pick a port now, for any destination, and run out of them early.
    private static unsafe int BindLate(int fd, IpEndpoint local)
    {
        if (local.Port == 0)
            SocketDescriptor.SetOption(fd, Libc.LevelV4, Libc.V4BindAddressNoPort, 1);
        var native = NativeAddress.From(local, asV6: false);
        return Libc.Bind(fd, native.Pointer, native.Length) < 0 ? Errno.Last : 0;
    }
}
