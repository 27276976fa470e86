using System.Net;
using System.Net.Sockets;

namespace Mesh.Proxy.Tests.Allocations;

/// <summary>An application's HTTP/1.1 connection that sends one request after the other.</summary>
internal sealed class KeptConnection : IDisposable
{
    private static readonly byte[] Get = "GET /things?a=1 HTTP/1.1\r\nhost: catalog.t\r\naccept: */*\r\nx-request-id: 42\r\n\r\n"u8.ToArray();
    private static readonly byte[] Post = "POST /things HTTP/1.1\r\nhost: catalog.t\r\ncontent-length: 6\r\n\r\nhello!"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[4096];

    internal static async Task<KeptConnection> OpenAsync(IPEndPoint address)
    {
        var connection = new KeptConnection();
        await connection._socket.ConnectAsync(address);
        return connection;
    }

    /// <summary>Sends requests, with and without a body in turn, and waits for each one's response.</summary>
    internal async Task ExchangeAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _socket.SendAsync(i % 2 == 0 ? Get : Post);
            var used = 0;
            while (!_buffer.AsSpan(0, used).EndsWith("\r\n\r\nhello"u8))
            {
                var received = await _socket.ReceiveAsync(_buffer.AsMemory(used));
                Assert.NotEqual(0, received);
                used += received;
            }
            Assert.True(_buffer.AsSpan().StartsWith("HTTP/1.1 200 "u8));
        }
    }

    public void Dispose() => _socket.Dispose();
}
