using System.Net;
using System.Net.Sockets;

namespace Mesh.Proxy.Tests.Allocations;

/// <summary>An HTTP/1.1 application that answers every request on a connection with the same bytes, as fast as can be.</summary>
internal sealed class EchoServer : IDisposable
{
    private static readonly byte[] Response = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 5\r\n\r\nhello"u8.ToArray();

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    internal EchoServer(IPAddress address)
    {
        _listener.Bind(new IPEndPoint(address, 0));
        _listener.Listen();
        _ = AcceptAsync();
    }

    internal IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    // Each request ends with "!" in its body or has none and ends with an empty line.
    private static async Task ServeAsync(Socket socket)
    {
        using var connection = socket;
        var buffer = new byte[4096];
        var used = 0;
        try
        {
            while (await connection.ReceiveAsync(buffer.AsMemory(used)) is var count and > 0)
            {
                used += count;
                if (!IsComplete(buffer.AsSpan(0, used)))
                    continue;
                used = 0;
                await connection.SendAsync(Response);
            }
        }
        catch (SocketException)
        {
            // The proxy is gone.
        }
    }

    private static bool IsComplete(ReadOnlySpan<byte> request) =>
        request.StartsWith("POST"u8) ? request.EndsWith("!"u8) : request.EndsWith("\r\n\r\n"u8);
}
