using System.Net;
using Mesh.TestKit;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>HAProxy as a server behind the mesh, and as the client of nginx and of itself.</summary>
[Collection(PeerTests.Name)]
public sealed class HaproxyTests(PeersMesh peers, NginxServer nginx) : IClassFixture<HaproxyServer>, IClassFixture<NginxServer>, IClassFixture<EchoApp>, IAsyncLifetime
{
    private const int Port = 9100;
    private const string Caller = "URI=spiffe://cluster.local/ns/t/sa/client";

    private ChildProcess? _haproxy;

    public async ValueTask InitializeAsync()
    {
        if (!PeerPrograms.Installed)
            return;
        var configuration = peers.Path("haproxy-client.cfg");
        await File.WriteAllTextAsync(configuration, HaproxyConfiguration.Of($$"""
            frontend entry
                bind 127.0.0.1:{{Port}}
                stats enable
                stats uri /stats
                use_backend %[path,field(2,/)]
            backend h1
                http-request replace-path /h1(.*) \1
                http-reuse always
                server s nginx.t:80
            backend h2
                http-request replace-path /h2(.*) \1
                http-reuse always
                server s nginx-h2.t:80 proto h2
            backend own
                http-request replace-path /own(.*) \1
                server s haproxy.t:80
            backend own-h2
                http-request replace-path /own-h2(.*) \1
                server s haproxy-h2.t:80 proto h2
            backend socket
                server s echo.t:80
            backend socket-h2
                http-request set-path /socket
                server s echo-h2.t:80 proto h2 ws h2
            backend checked
                option httpchk
                http-check send meth GET uri /small ver HTTP/1.1 hdr host nginx.t
                http-check expect string GET
                server up nginx.t:80 check inter 100ms
                server up-h2 nginx-h2.t:80 check inter 100ms proto h2
                server down redis.t:6379 check inter 100ms
            """));
        _haproxy = await peers.ProxyAsync(Port, new ProgramStart("haproxy", "-f", configuration));
    }

    public async ValueTask DisposeAsync()
    {
        if (_haproxy is not null)
            await _haproxy.KillAsync();
    }

    [PeerTheory]
    [InlineData("--http1.0", "haproxy.t", "HTTP/1.1")]
    [InlineData("--http1.1", "haproxy.t", "HTTP/1.1")]
    [InlineData("--http2-prior-knowledge", "haproxy-h2.t", "HTTP/2.0")]
    public void As_a_server_it_is_asked_in_the_callers_version(string version, string host, string expected)
    {
        Assert.Equal($"GET {expected} / 0 {Caller}\n", Curl(version, $"http://{host}/"));
        Assert.Equal($"POST {expected} / 5 {Caller}\n", Curl(version, "-d", "hello", $"http://{host}/"));
        if (version != "--http1.0")
            Assert.Equal($"POST {expected} / 5 {Caller}\n", Curl(version, "-H", "Transfer-Encoding: chunked", "-d", "hello", $"http://{host}/"));
        Assert.Equal("204", Curl(version, "-w", "%{http_code}", $"http://{host}/empty"));
        Assert.Equal("not now503", Curl(version, "-w", "%{http_code}", $"http://{host}/fail"));
    }

    [PeerTheory]
    [InlineData("own", "HTTP/1.1")]
    [InlineData("own-h2", "HTTP/2.0")]
    public void As_client_and_server_it_keeps_its_version(string backend, string expected) =>
        Assert.Equal($"GET {expected} /a 0 {Caller}\n", Curl($"http://127.0.0.1:{Port}/{backend}/a"));

    [PeerTheory]
    [InlineData("h1")]
    [InlineData("h2")]
    public void As_a_client_it_downloads_and_uploads(string backend)
    {
        var url = $"http://127.0.0.1:{Port}/{backend}";
        Assert.Equal(File.ReadAllText(nginx.File), Curl($"{url}/lines"));
        Assert.Equal(File.ReadAllText(nginx.File), Curl("--compressed", $"{url}/gzip/lines"));
        Assert.Equal("201", Curl("-T", nginx.File, "-w", "%{http_code}", $"{url}/upload/haproxy-{backend}"));
        Assert.Equal(File.ReadAllText(nginx.File), File.ReadAllText(nginx.Uploaded($"haproxy-{backend}")));
        Assert.Equal("206", Curl("-r", "10-19", "-o", "/dev/null", "-w", "%{http_code}", $"{url}/lines"));
    }

    [PeerTheory]
    [InlineData("h1")]
    [InlineData("h2")]
    public void Its_kept_connections_lose_nothing(string backend)
    {
        var codes = Curl("-Z", "--parallel-max", "20", "-o", "/dev/null", "-w", "%{http_code}\n", $"http://127.0.0.1:{Port}/{backend}/small?[1-3000]");
        Assert.Equal(string.Concat(Enumerable.Repeat("200\n", 3000)), codes);
    }

    // To HTTP/2 it translates the client's upgrade into an extended CONNECT.
    [PeerTheory]
    [InlineData("socket")]
    [InlineData("socket-h2")]
    public Task WebSockets_pass_through_it(string backend) => WebSocketClient.TalkAsync(peers.Client.Host, new Uri($"ws://127.0.0.1:{Port}/{backend}"), HttpVersion.Version11);

    [PeerFact]
    public Task Its_health_checks_see_the_application_and_not_the_proxy() => Eventually.TrueAsync(
        () => Check("up") == "UP L7OK" && Check("up-h2") == "UP L7OK" && Check("down").StartsWith("DOWN ", StringComparison.Ordinal), "the checks find what is up");

    // CSV with one row for each server; its 18th column is the state, its 37th what the last check said.
    private string Check(string name)
    {
        var row = Curl($"http://127.0.0.1:{Port}/stats;csv").Split('\n').Select(line => line.Split(',')).Single(row => row[0] == "checked" && row[1] == name);
        return $"{row[17]} {row[36]}";
    }

    private string Curl(params IEnumerable<string> arguments) => peers.Run("curl", ["-sS", "--max-time", "60", .. arguments]);
}
