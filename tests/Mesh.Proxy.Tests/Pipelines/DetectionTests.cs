using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.TestKit;
using Mesh.Traffic.Outbound;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>What two proxies make of a client's first bytes, and of none.</summary>
public sealed class DetectionTests : IAsyncLifetime
{
    private const string Request = "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private const string Response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";

    private ProxyPair _pair = null!;
    private TcpApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _pair = await ProxyPair.StartAsync();
        _app = new TcpApp(_pair);
    }

    public ValueTask DisposeAsync()
    {
        _app.Dispose();
        return _pair.DisposeAsync();
    }

    [Fact]
    public async Task A_request_sent_byte_by_byte_is_HTTP()
    {
        using var client = await _app.ConnectAsync();
        await SendByteByByteAsync(client, Request);
        using var server = await _app.AcceptAsync();
        Assert.Contains("URI=spiffe://cluster.local/ns/t/sa/web", await ReadHeadAsync(server), StringComparison.Ordinal);
        await server.SendAsync(Encoding.ASCII.GetBytes(Response));
        Assert.EndsWith("hi", await TcpApp.ReadToEndAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_spoke_after_its_upstream_was_opened_is_still_HTTP()
    {
        using var client = await _app.ConnectAsync();
        using var ahead = await _app.AcceptAsync();
        await SendByteByByteAsync(client, Request);
        using var server = await _app.AcceptAsync();
        Assert.Contains("x-forwarded-client-cert", await ReadHeadAsync(server), StringComparison.Ordinal);
        await TcpApp.AssertResetAsync(ahead);
        await server.SendAsync(Encoding.ASCII.GetBytes(Response));
        Assert.EndsWith("hi", await TcpApp.ReadToEndAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_servers_first_byte_it_is_TCP_whatever_the_client_sends()
    {
        using var client = await _app.ConnectAsync();
        using var server = await _app.AcceptAsync();
        await server.SendAsync("2"u8.ToArray());
        Assert.Equal("2", await TcpApp.ReadAsync(client, 1));
        await client.SendAsync(Encoding.ASCII.GetBytes(Request));
        Assert.Equal(Request, await TcpApp.ReadAsync(server, Request.Length));
    }

    [Fact]
    public async Task A_word_without_an_end_reaches_a_server_that_waits_for_it()
    {
        using var client = await _app.ConnectAsync();
        await client.SendAsync("QUIT"u8.ToArray());
        using var server = await _app.AcceptAsync();
        Assert.Equal("QUIT", await TcpApp.ReadAsync(server, 4));
    }

    [Fact]
    public async Task What_a_client_sent_before_it_half_closed_arrives()
    {
        using var client = await _app.ConnectAsync();
        await client.SendAsync("GET"u8.ToArray());
        client.Shutdown(SocketShutdown.Send);
        using var server = await _app.AcceptAsync();
        Assert.Equal("GET", await TcpApp.ReadToEndAsync(server));
    }

    [Fact]
    public async Task A_client_that_only_half_closes_hears_the_server()
    {
        using var client = await _app.ConnectAsync();
        client.Shutdown(SocketShutdown.Send);
        using var server = await _app.AcceptAsync();
        Assert.Equal("", await TcpApp.ReadToEndAsync(server));
        await server.SendAsync("bye"u8.ToArray());
        server.Shutdown(SocketShutdown.Send);
        Assert.Equal("bye", await TcpApp.ReadToEndAsync(client));
    }

    [Fact]
    public async Task A_silent_client_of_a_server_that_is_not_there_is_reset()
    {
        _pair.Route(new IPEndPoint(_pair.Callee.Address, FreePort.Tcp()));
        using var client = await _app.ConnectAsync();
        await TcpApp.AssertResetAsync(client);
    }

    [Fact]
    public async Task On_a_port_that_is_HTTP_other_bytes_are_answered_400_and_reach_nobody()
    {
        _pair.ReadAs = (http, _) => OutboundDestination.ForHttp("240.240.0.3:80", http);
        _pair.Route(_app.Address);
        using var client = await _app.ConnectAsync();
        await client.SendAsync("\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 400", await TcpApp.ReadToEndAsync(client), StringComparison.Ordinal);
    }

    private static async Task SendByteByByteAsync(Socket client, string text)
    {
        foreach (var b in Encoding.ASCII.GetBytes(text))
            await client.SendAsync(new[] { b });
    }

    private static async Task<string> ReadHeadAsync(Socket server)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append(await TcpApp.ReadAsync(server, 1));
        return head.ToString();
    }
}
