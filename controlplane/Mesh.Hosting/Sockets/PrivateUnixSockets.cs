using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Mesh.Hosting.Sockets;

/// <summary>Unix sockets that from their first moment only their owner can connect to.</summary>
public static partial class PrivateUnixSockets
{
    private const uint OwnerOnly = 0b001_111_111;

    private static readonly Lock UmaskGate = new();

    /// <summary>
    /// Makes Kestrel create Unix sockets with mode 0600, without a moment in which they are open wider. A socket that a dead process left
    /// behind is replaced; one that is served, and any other kind of file, is not.
    /// </summary>
    public static IWebHostBuilder UsePrivateUnixSockets(this IWebHostBuilder builder) =>
        builder.UseSockets(transport => transport.CreateBoundListenSocket = Bind);

    internal static Socket Bind(EndPoint endpoint)
    {
        if (endpoint is not UnixDomainSocketEndPoint)
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        RemoveStale(endpoint.ToString()!, endpoint);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            BindPrivately(socket, endpoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void BindPrivately(Socket socket, EndPoint endpoint)
    {
        // The umask is the process's: what another thread creates meanwhile gets fewer rights, never more.
        lock (UmaskGate)
        {
            var before = Umask(OwnerOnly);
            try
            {
                socket.Bind(endpoint);
            }
            finally
            {
                _ = Umask(before);
            }
        }
    }

    private static void RemoveStale(string path, EndPoint endpoint)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endpoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && file.Length == 0)
        {
            file.Delete();
            return;
        }
        catch (SocketException e)
        {
            throw new IOException($"{path} exists and is not a Unix socket that was left behind; remove it or choose another path", e);
        }
        throw new IOException($"{path} is served by another process; stop that one or choose another path");
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint Umask(uint mask);
}
