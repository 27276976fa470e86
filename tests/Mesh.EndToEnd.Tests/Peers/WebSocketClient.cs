using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Mesh.TestKit.Network;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>.NET's WebSocket client on a host.</summary>
internal static class WebSocketClient
{
    /// <summary>Size of the large message.</summary>
    private const int Size = 4 * 1024 * 1024;

    /// <summary>Opens a connection to an <see cref="EchoApp"/>: HTTP/1.1 upgrades, HTTP/2 is extended CONNECT (RFC 8441).</summary>
    internal static async Task<ClientWebSocket> ConnectAsync(NetworkHost host, Uri url, Version version)
    {
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = version;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.AddSubProtocol("echo");
        await socket.ConnectAsync(url, host.CreateHttpClient(), CancellationToken.None);
        Assert.Equal("echo", socket.SubProtocol);
        return socket;
    }

    /// <summary>All that an application does with one: text, a large message in fragments, an end with a code of its own.</summary>
    internal static async Task TalkAsync(NetworkHost host, Uri url, Version version)
    {
        using var socket = await ConnectAsync(host, url, version);
        await socket.SendAsync("hällo"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        Assert.Equal((WebSocketMessageType.Text, "hällo"), await ReceiveTextAsync(socket));

        var sending = SendLargeAsync(socket);
        Assert.Equal(Digest(Large()), Digest((await ReceiveAsync(socket)).Message));
        await sending;

        await socket.CloseAsync((WebSocketCloseStatus)4001, "enough", CancellationToken.None);
        Assert.Equal(((WebSocketCloseStatus)4001, "you said: enough"), (socket.CloseStatus!.Value, socket.CloseStatusDescription));
    }

    private static async Task<(WebSocketMessageType Type, string Text)> ReceiveTextAsync(ClientWebSocket socket)
    {
        var (type, message) = await ReceiveAsync(socket);
        return (type, Encoding.UTF8.GetString(message));
    }

    private static async Task<(WebSocketMessageType Type, byte[] Message)> ReceiveAsync(ClientWebSocket socket)
    {
        var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult result;
        do
        {
            result = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            message.Write(buffer, 0, result.Count);
        }
        while (!result.EndOfMessage);
        return (result.MessageType, message.ToArray());
    }

    private static async Task SendLargeAsync(ClientWebSocket socket)
    {
        const int Fragment = 100_000;
        var message = Large();
        for (var start = 0; start < Size; start += Fragment)
        {
            var end = Math.Min(Size, start + Fragment);
            await socket.SendAsync(message.AsMemory(start..end), WebSocketMessageType.Binary, end == Size, CancellationToken.None);
        }
    }

    private static byte[] Large()
    {
        var message = new byte[Size];
        new Random(1).NextBytes(message);
        return message;
    }

    private static string Digest(byte[] message) => Convert.ToHexString(SHA256.HashData(message));
}
