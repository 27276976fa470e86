using System.Net;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>nginx as a client: a reverse proxy beside the workload whose upstreams are services of the mesh.</summary>
[Collection(PeerTests.Name)]
public sealed class NginxTests(PeersMesh peers, NginxServer nginx) : IClassFixture<NginxServer>, IClassFixture<EchoApp>, IAsyncLifetime
{
    private const int Port = 9200;

    private ChildProcess? _nginx;

    public async ValueTask InitializeAsync()
    {
        if (!PeerPrograms.Installed)
            return;
        var configuration = peers.Path("nginx-client.conf");
        await File.WriteAllTextAsync(configuration, NginxConfiguration.Of(peers.Path("nginx-client"), $$"""
            upstream kept { server nginx.t:80; keepalive 8; }
            client_max_body_size 0;
            server {
                listen 127.0.0.1:{{Port}};
                location /echo10/ { proxy_pass http://echo.t/; }
                location /echo11/ { proxy_http_version 1.1; proxy_pass http://echo.t/; }
                location /old/ { proxy_pass http://nginx.t/; proxy_request_buffering off; }
                location /kept/ { proxy_pass http://kept/; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host nginx.t; proxy_request_buffering off; }
                location /socket { proxy_pass http://echo.t; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }
            }
            """));
        _nginx = await peers.ProxyAsync(Port, new ProgramStart("nginx", "-c", configuration));
    }

    public async ValueTask DisposeAsync()
    {
        if (_nginx is not null)
            await _nginx.StopAsync();
    }

    [PeerTheory]
    [InlineData("echo10", "GET HTTP/1.1 echo.t /a\n")]
    [InlineData("echo11", "GET HTTP/1.1 echo.t /a\n")]
    public void Its_requests_arrive(string location, string expected) => Assert.Equal(expected, Curl($"{Url(location)}/a"));

    [PeerTheory]
    [InlineData("old")]
    [InlineData("kept")]
    public void It_downloads_and_uploads(string location)
    {
        Assert.Equal(File.ReadAllText(nginx.File), Curl($"{Url(location)}/lines"));
        Assert.Equal(File.ReadAllText(nginx.File), Curl("--compressed", $"{Url(location)}/gzip/lines"));
        Assert.Equal(File.ReadAllText(nginx.File)[5000..6000], Curl("-r", "5000-5999", $"{Url(location)}/lines"));
        Assert.Equal("201", Curl("-T", nginx.File, "-H", "Transfer-Encoding: chunked", "-w", "%{http_code}", $"{Url(location)}/upload/nginx-{location}"));
        Assert.Equal(File.ReadAllText(nginx.File), File.ReadAllText(nginx.Uploaded($"nginx-{location}")));
    }

    [PeerTheory]
    [InlineData("old")]
    [InlineData("kept")]
    public async Task Its_connections_lose_nothing(string location)
    {
        var before = await peers.ExchangesAsync();
        var output = peers.Run("h2load", "--h1", "-n", "3000", "-c", "20", $"{Url(location)}/small");
        Assert.Contains("3000 succeeded, 0 failed, 0 errored, 0 timeout", output, StringComparison.Ordinal);
        Assert.Contains("3000 2xx", output, StringComparison.Ordinal);
        await peers.AssertCountedAsync(before, 3000);
    }

    [PeerFact]
    public Task A_websocket_passes_through_it() => WebSocketClient.TalkAsync(peers.Client.Host, new Uri($"ws://127.0.0.1:{Port}/socket"), HttpVersion.Version11);

    private static string Url(string location) => $"http://127.0.0.1:{Port}/{location}";

    private string Curl(params IEnumerable<string> arguments) => peers.Run("curl", ["-sS", "--max-time", "60", .. arguments]);
}
