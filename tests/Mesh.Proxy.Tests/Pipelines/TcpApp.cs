using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>A listening socket behind a proxy, and the clients that dial the pair.</summary>
internal sealed class TcpApp : IDisposable
{
    private readonly ProxyPair _pair;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Listens at the callee's address and routes the destination there.</summary>
    internal TcpApp(ProxyPair pair)
    {
        _pair = pair;
        _listener.Bind(new IPEndPoint(pair.Callee.Address, 0));
        _listener.Listen();
        pair.Route((IPEndPoint)_listener.LocalEndPoint!);
    }

    internal IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>The application's side of the next connection.</summary>
    internal Task<Socket> AcceptAsync() => _listener.AcceptAsync();

    /// <summary>A client of the caller's proxy.</summary>
    internal async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(_pair.Local);
        return client;
    }

    /// <summary>Both ends of one connection, after <paramref name="first"/> went from the client to the application.</summary>
    internal async Task<(Socket Client, Socket Server)> OpenAsync(string first = "\u0001")
    {
        var client = await ConnectAsync();
        await client.SendAsync(Encoding.Latin1.GetBytes(first));
        var server = await AcceptAsync();
        Assert.Equal(first, await ReadAsync(server, first.Length));
        return (client, server);
    }

    internal static async Task<string> ReadAsync(Socket socket, int length)
    {
        var bytes = new byte[length];
        for (var read = 0; read < length;)
        {
            var count = await socket.ReceiveAsync(bytes.AsMemory(read));
            Assert.NotEqual(0, count);
            read += count;
        }
        return Encoding.Latin1.GetString(bytes);
    }

    internal static async Task<string> ReadToEndAsync(Socket socket)
    {
        var text = new StringBuilder();
        var bytes = new byte[65536];
        while (await socket.ReceiveAsync(bytes) is > 0 and var count)
            text.Append(Encoding.Latin1.GetString(bytes, 0, count));
        return text.ToString();
    }

    /// <summary>Reads until the peer's RST; fails when it ends in good order.</summary>
    internal static async Task AssertResetAsync(Socket socket)
    {
        var failure = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (await socket.ReceiveAsync(new byte[65536]) > 0)
            {
            }
        });
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }

    public void Dispose() => _listener.Dispose();
}
