using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Mesh.TestKit.Network;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>A TCP connection and a WebSocket that stay open and say what they hear.</summary>
internal sealed class EchoStreams : IDisposable
{
    private readonly Socket _tcp;
    private readonly HttpMessageInvoker _client;
    private readonly ClientWebSocket _web = new();

    private EchoStreams(Socket tcp, HttpMessageInvoker client)
    {
        _tcp = tcp;
        _client = client;
    }

    /// <summary>Serves the TCP side on a listening socket until it is closed.</summary>
    internal static async Task ServeAsync(Socket listener)
    {
        try
        {
            while (true)
                _ = EchoAsync(await listener.AcceptAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    internal static async Task<EchoStreams> OpenAsync(NetworkHost from, IPEndPoint tcp, Uri web)
    {
        var streams = new EchoStreams(await from.ConnectAsync(tcp), from.CreateHttpClient());
        await streams._web.ConnectAsync(web, streams._client, CancellationToken.None);
        return streams;
    }

    /// <summary>Both answer <paramref name="text"/>.</summary>
    internal async Task AssertAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var heard = new byte[bytes.Length];
        await _tcp.SendAsync(bytes);
        using (var stream = new NetworkStream(_tcp))
            await stream.ReadExactlyAsync(heard);
        Assert.Equal(bytes, heard);

        await _web.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var message = await _web.ReceiveAsync(heard, CancellationToken.None);
        Assert.Equal((bytes.Length, true), (message.Count, message.EndOfMessage));
        Assert.Equal(bytes, heard);
    }

    public void Dispose()
    {
        _tcp.Dispose();
        _web.Dispose();
        _client.Dispose();
    }

    private static async Task EchoAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await stream.CopyToAsync(stream);
        }
        catch (IOException)
        {
            // Reset by the other end.
        }
    }
}
