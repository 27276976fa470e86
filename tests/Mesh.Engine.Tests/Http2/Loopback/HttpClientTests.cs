using System.Net;
using System.Net.WebSockets;

namespace Mesh.Engine.Tests.Http2.Loopback;

/// <summary>The engine's server and .NET's client.</summary>
public sealed class HttpClientTests : IDisposable
{
    private readonly EchoServer _server = new();
    private readonly HttpClient _client;

    public HttpClientTests() => _client = new HttpClient
    {
        BaseAddress = _server.Address,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task Heads_of_many_requests()
    {
        for (var i = 0; i < 200; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/")
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Headers = { { "x-in", $"value {i % 7}" }, { "x-repeated", "always" }, { "cookie", ["a=b", "c=d"] } },
            };
            using var response = await _client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal([$"value {i % 7}"], response.Headers.GetValues("x-out"));
            Assert.Equal("PUT", await response.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000_000)]
    public async Task Bodies_come_back(int length)
    {
        var body = new byte[length];
        new Random(length).NextBytes(body);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var response = await _client.PostAsync("/echo", new DuplexContent(body));
            Assert.True((await response.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(body));
            Assert.Equal([length.ToString()], response.TrailingHeaders.GetValues("x-length"));
        }));
    }

    [Fact]
    public async Task A_large_download() => Assert.Equal(50_000_000, (await _client.GetByteArrayAsync("/bytes/50000000")).Length);

    [Fact]
    public async Task Cancelled_downloads_leave_the_connection_usable()
    {
        for (var i = 0; i < 20; i++)
        {
            using var response = await _client.GetAsync("/bytes/1000000000", HttpCompletionOption.ResponseHeadersRead);
            await using var stream = await response.Content.ReadAsStreamAsync();
            await stream.ReadExactlyAsync(new byte[100_000]);
        }
        Assert.Equal("GET", await _client.GetStringAsync("/"));
    }

    [Fact]
    public async Task Large_heads()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { { "x-in", new string('v', 40_000) } },
        };
        using var response = await _client.SendAsync(request);
        Assert.Equal([new string('v', 40_000)], response.Headers.GetValues("x-out"));
    }

    [Fact]
    public async Task Draining_fails_no_request()
    {
        var requests = Enumerable.Range(0, 40).Select(async i =>
        {
            for (var j = 0; j < 10; j++)
            {
                Assert.Equal("GET", await _client.GetStringAsync("/"));
                if (i == 0 && j == 4)
                    _server.Drain();
            }
        });
        await Task.WhenAll(requests);
    }

    [Fact]
    public async Task Rfc8441_websocket()
    {
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        await socket.ConnectAsync(new UriBuilder(_server.Address) { Scheme = "ws" }.Uri, invoker, TestContext.Current.CancellationToken);
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    /// <summary>Unlike the framework's own contents it does not keep the client from reading the response while it is sent.</summary>
    private sealed class DuplexContent(byte[] body) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(body).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = body.Length;
            return true;
        }
    }
}
