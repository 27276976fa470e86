using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>WebSockets from .NET's client to Kestrel, by upgrade and by extended CONNECT.</summary>
[Collection(PeerTests.Name)]
public sealed class WebSocketTests(PeersMesh peers) : IClassFixture<EchoApp>
{
    [PeerTheory]
    [InlineData("1.1", "ws://echo.t/socket")]
    [InlineData("2.0", "ws://echo-h2.t/socket")]
    public Task Messages_fragments_and_close_codes_pass(string version, string url) =>
        WebSocketClient.TalkAsync(peers.Client.Host, new Uri(url), Version.Parse(version));

    [PeerFact]
    public async Task A_server_without_websocket_is_heard() =>
        await Assert.ThrowsAsync<WebSocketException>(() => WebSocketClient.ConnectAsync(peers.Client.Host, new Uri("ws://echo.t/refuse"), HttpVersion.Version11));

    [PeerFact]
    public async Task A_ping_is_answered_with_its_content_and_the_servers_close_ends_the_connection()
    {
        using var socket = await peers.Client.Host.ConnectAsync(new IPEndPoint(await peers.Client.Host.ResolveAsync("echo.t"), 80));
        using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /socket HTTP/1.1\r\nHost: echo.t\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var head = await ReadHeadAsync(stream);
        Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
        Assert.Contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head, StringComparison.OrdinalIgnoreCase);

        // Masked with zeros: a ping with "ping", then a close with code 4002.
        await stream.WriteAsync((byte[])[0x89, 0x84, 0, 0, 0, 0, .. "ping"u8]);
        var pong = new byte[6];
        await stream.ReadExactlyAsync(pong);
        Assert.Equal([0x8A, 0x04, .. "ping"u8], pong);
        await stream.WriteAsync((byte[])[0x88, 0x82, 0, 0, 0, 0, 0x0F, 0xA2]);
        var close = new byte[4];
        await stream.ReadExactlyAsync(close);
        Assert.Equal([0x88, 0x0C, 0x0F, 0xA2], close);
        await stream.ReadExactlyAsync(new byte[10]);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var next = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(next);
            head.Append((char)next[0]);
        }
        return head.ToString();
    }
}
