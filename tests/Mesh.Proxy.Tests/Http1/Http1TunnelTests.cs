using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Mesh.Proxy.Tests.Pipelines;

namespace Mesh.Proxy.Tests.Http1;

/// <summary>Upgrades, and an application's own CONNECT, through two proxies.</summary>
public sealed class Http1TunnelTests : IAsyncLifetime
{
    private ProxyPair _pair = null!;

    public async ValueTask InitializeAsync() => _pair = await ProxyPair.StartAsync();

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task A_web_socket_echoes_and_closes_in_good_order()
    {
        await using var app = Serve(EchoWebSocketAsync);
        using var client = new ClientWebSocket();
        client.Options.AddSubProtocol("chat");
        await client.ConnectAsync(new Uri($"ws://{_pair.Local}/chat?room=1"), default);
        Assert.Equal("chat", client.SubProtocol);
        var message = new byte[100_000];
        new Random(7).NextBytes(message);
        var sending = client.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, default);
        var received = new byte[message.Length];
        for (var length = 0; length < received.Length;)
            length += (await client.ReceiveAsync(received.AsMemory(length), default)).Count;
        await sending;
        Assert.Equal(message, received);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", default);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [Theory]
    [InlineData("HTTP/1.1 426 No\r\nContent-Length: 2\r\n\r\nno", "426: no")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "200: ok")]
    [InlineData("HTTP/1.1 206 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n", "206: ok|x-sum: 1")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "204: ")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nX-Mesh-App-Status: 200\r\nContent-Length: 2\r\n\r\nno", "502: no")]
    [InlineData("HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n", "403: no")]
    public async Task An_upgrade_that_is_not_accepted_is_an_ordinary_exchange(string answer, string expected)
    {
        await using var app = Serve(r => r.WriteAsync(answer));
        using var client = await ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: foo/2\r\n\r\n");
            Assert.Equal(expected, await client.ReadAnswerAsync());
        }
    }

    [Fact]
    public async Task Any_protocol_may_be_upgraded_to_and_half_closed()
    {
        await using var app = Serve(async r =>
        {
            Assert.Equal(("foo/2", "upgrade"), (r.Message.Get("upgrade").Single(), r.Message.Get("connection").Single()));
            await r.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: foo/2\r\n\r\nhello ");
            await r.WriteAsync($"you said {await r.ReadToEndAsync()}");
            r.Closes = true;
        });
        using var client = await ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: Foo/2\r\n\r\nearly ");
        var head = await client.ReadHeadAsync();
        Assert.Equal(("HTTP/1.1 101 Switching Protocols", "foo/2"), (head.Line, head.Get("upgrade").Single()));
        await client.SendAsync("bytes");
        client.EndSending();
        Assert.Equal("hello you said early bytes", await client.Reader.ReadToEndAsync());
    }

    [Fact]
    public async Task The_side_that_ends_first_goes_on_receiving()
    {
        var heard = new TaskCompletionSource<string>();
        await using var app = Serve(async r =>
        {
            await r.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\nbye");
            ((NetworkStream)r.Stream).Socket.Shutdown(SocketShutdown.Send);
            heard.SetResult(await r.ReadToEndAsync());
            r.Closes = true;
        });
        using var client = await ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n");
        await client.ReadHeadAsync();
        Assert.Equal("bye", await client.Reader.ReadToEndAsync());
        await client.SendAsync("still here");
        client.EndSending();
        Assert.Equal("still here", await heard.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task An_applications_own_connect_opens_a_tunnel_to_its_proxy()
    {
        await using var app = Serve(async r =>
        {
            Assert.Equal(("CONNECT db.example:5432 HTTP/1.1", "db.example:5432"), (r.Message.Line, r.Message.Get("host").Single()));
            await r.WriteAsync("HTTP/1.1 200 OK\r\nX-Via: app\r\n\r\n");
            await r.WriteAsync($"you said {await r.ReadToEndAsync()}");
            r.Closes = true;
        });
        using var client = await ConnectAsync();
        await client.SendAsync("CONNECT db.example:5432 HTTP/1.1\r\nHost: db.example:5432\r\n\r\n");
        var head = await client.ReadHeadAsync();
        Assert.Equal(("HTTP/1.1 200 OK", "x-via: app"), (head.Line, head.Fields.Single()));
        await client.SendAsync("hello");
        client.EndSending();
        Assert.Equal("you said hello", await client.Reader.ReadToEndAsync());
    }

    [Fact]
    public async Task A_refused_connect_is_an_answer()
    {
        await using var app = Serve(r => r.WriteAsync("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno"));
        using var client = await ConnectAsync();
        await client.SendAsync("CONNECT db.example:5432 HTTP/1.1\r\nHost: db.example:5432\r\n\r\n");
        Assert.Equal("403: no", await client.ReadAnswerAsync());
        Assert.Equal("", await client.Reader.ReadToEndAsync());
    }

    // RFC 6455 section 4.2.2, then frames by the framework.
    private static async Task EchoWebSocketAsync(RawApp.Request request)
    {
        var key = request.Message.Get("sec-websocket-key").Single() + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
#pragma warning disable CA5350 // The protocol says SHA-1, and it protects nothing.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key)));
#pragma warning restore CA5350
        await request.WriteAsync(
            $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: chat\r\n\r\n");
        request.Closes = true;
        using var socket = WebSocket.CreateFromStream(request.Stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = "chat" });
        var buffer = new byte[16 * 1024];
        while (await socket.ReceiveAsync(buffer.AsMemory(), default) is { MessageType: not WebSocketMessageType.Close } received)
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, default);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "bye", default);
    }

    private RawApp Serve(Func<RawApp.Request, Task> serve)
    {
        var app = new RawApp(_pair.Callee.Address, serve);
        _pair.Route(app.Address);
        return app;
    }

    private Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(_pair.Local);
}
