using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;

namespace Mesh.Engine.Tests.Http1;

/// <summary>The framework's client, our server, our client and the framework's server, over real sockets.</summary>
public sealed class RelayTests : IAsyncLifetime
{
    private WebApplication _origin = null!;
    private RelayServer _relay = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _origin = await Origin.StartAsync();
        _relay = new RelayServer(Origin.PortOf(_origin));
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_relay.Port}"), Timeout = TimeSpan.FromSeconds(20) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _relay.Dispose();
        await _origin.DisposeAsync();
        Assert.Null(_relay.Error);
        Assert.Equal(0, _relay.LeakedBytes);
    }

    [Fact]
    public async Task Connections_are_kept_on_both_sides()
    {
        for (var i = 0; i < 200; i++)
            Assert.Equal("GET ", await _client.GetStringAsync(new Uri("/echo", UriKind.Relative)));
        Assert.Equal(1, _relay.Connected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Large_bodies_arrive_unchanged(bool chunked)
    {
        var body = RandomNumberGenerator.GetBytes(8_000_000);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mirror") { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = chunked;
        using var response = await _client.SendAsync(request);
        Assert.Equal(SHA256.HashData(body), SHA256.HashData(await response.Content.ReadAsByteArrayAsync()));
    }

    [Fact]
    public async Task Many_at_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            using var content = new StringContent(new string('x', i * 1000));
            using var response = await _client.PostAsync(new Uri("/echo", UriKind.Relative), content);
            return (await response.Content.ReadAsStringAsync()).Length;
        }));
        Assert.Equal(Enumerable.Range(0, 64).Select(i => (i * 1000) + 5), answers);
    }

    [Fact]
    public async Task Head_and_empty_responses_keep_the_connection()
    {
        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, "/echo");
            using var head = await _client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            using var empty = await _client.GetAsync(new Uri("/empty", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NoContent, empty.StatusCode);
        }
        Assert.Equal(1, _relay.Connected);
    }

    [Fact]
    public async Task Web_sockets_pass()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{_relay.Port}/socket"), CancellationToken.None);
        var buffer = new byte[100];
        for (var i = 0; i < 10; i++)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes($"message {i}"), WebSocketMessageType.Text, true, CancellationToken.None);
            var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
            Assert.Equal($"message {i}", Encoding.ASCII.GetString(buffer, 0, received.Count));
        }
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    [Fact]
    public async Task A_truncated_response_stays_truncated()
    {
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _client.GetByteArrayAsync(new Uri("/truncated", UriKind.Relative)));
        Assert.Equal("GET ", await _client.GetStringAsync(new Uri("/echo", UriKind.Relative)));
    }

    [Fact]
    public async Task An_early_answer_arrives_while_the_body_is_still_sent()
    {
        using var content = new ByteArrayContent(new byte[500_000]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/early") { Content = content };
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task An_unreachable_origin_is_502()
    {
        using var relay = new RelayServer(FreePort());
        using var response = await _client.GetAsync(new Uri($"http://127.0.0.1:{relay.Port}/"));
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    [Fact]
    public async Task A_smuggled_request_is_refused_and_never_seen()
    {
        var answer = await SendRawAsync("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(0, _relay.Connected);
    }

    [Fact]
    public async Task A_half_closed_client_gets_pipelined_answers()
    {
        var get = "GET /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        var answer = await SendRawAsync(get + get + get);
        Assert.Equal(3, answer.Split("HTTP/1.1 200 OK").Length - 1);
        Assert.Equal(1, _relay.Connected);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task<string> SendRawAsync(string text)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _relay.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        socket.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
