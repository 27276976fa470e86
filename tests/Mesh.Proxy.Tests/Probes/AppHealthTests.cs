using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Mesh.Conventions;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Probes;
using Mesh.Proxy.Tests.Http1;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.TestKit.Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mesh.Proxy.Tests.Probes;

/// <summary>The kubelet's side: GET on the metrics port; the application's side: real servers.</summary>
public sealed class AppHealthTests : IDisposable
{
    private readonly EventLoop _loop = new(TimeProvider.System);
    private readonly HttpClient _kubelet = new();
    private readonly ConcurrentQueue<string> _log = new();

    public AppHealthTests()
    {
        _loop.Start("test");
        _kubelet.DefaultRequestHeaders.UserAgent.ParseAdd("kube-probe/1.36");
    }

    public void Dispose()
    {
        _kubelet.Dispose();
        _loop.Dispose();
    }

    [Theory]
    [InlineData(200, 200)]
    [InlineData(204, 200)]
    [InlineData(302, 200)]
    [InlineData(399, 200)]
    [InlineData(400, 500)]
    [InlineData(503, 500)]
    public async Task The_application_s_status_decides(int status, int expected)
    {
        await using var app = await TestApp.StartAsync(IPAddress.Loopback, context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        Assert.Equal(expected, await ProbeAsync(new AppProbe(AppProbeKind.Http, app.Address.Port, 5)));
    }

    [Fact]
    public async Task The_request_is_the_original_one()
    {
        var seen = new TaskCompletionSource<string>();
        await using var app = await TestApp.StartAsync(IPAddress.Loopback, context =>
        {
            var request = context.Request;
            seen.SetResult($"{request.Method} {request.Path}{request.QueryString} {request.Host} {request.Headers["x-probe"]} {request.Headers.UserAgent} from {context.Connection.RemoteIpAddress}");
            return Task.CompletedTask;
        });

        await ProbeAsync(new AppProbe(AppProbeKind.Http, app.Address.Port, 5) { Path = "/ok?a=b", Host = "shop", Headers = [("x-probe", "1"), ("connection", "keep-alive")] });

        Assert.Equal("GET /ok?a=b shop 1 kube-probe/1.36 from 127.0.0.6", await seen.Task);
    }

    [Theory]
    [InlineData(AppProbeKind.Http)]
    [InlineData(AppProbeKind.Https)]
    [InlineData(AppProbeKind.Tcp)]
    [InlineData(AppProbeKind.Grpc)]
    internal async Task A_dead_application_fails_every_probe(AppProbeKind kind)
    {
        using var placeholder = new Socket(SocketType.Stream, ProtocolType.Tcp);
        placeholder.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        Assert.Equal(500, await ProbeAsync(new AppProbe(kind, ((IPEndPoint)placeholder.LocalEndPoint!).Port, 5)));
    }

    [Theory]
    [InlineData(AppProbeKind.Http)]
    [InlineData(AppProbeKind.Https)]
    [InlineData(AppProbeKind.Grpc)]
    internal async Task An_application_that_accepts_and_says_nothing_fails_in_time(AppProbeKind kind)
    {
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        Assert.Equal(500, await ProbeAsync(new AppProbe(kind, ((IPEndPoint)silent.LocalEndpoint).Port, 1)));
        Assert.Equal(200, await ProbeAsync(new AppProbe(AppProbeKind.Tcp, ((IPEndPoint)silent.LocalEndpoint).Port, 5)));
    }

    [Theory]
    [InlineData(1, "0", 200)]
    [InlineData(2, "0", 500)]
    [InlineData(1, "5", 500)]
    public async Task A_grpc_application_is_asked_for_its_health(byte serving, string status, int expected)
    {
        var asked = "";
        await using var app = await TestApp.StartAsync(IPAddress.Loopback, async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            asked = $"{context.Request.Path} {context.Request.ContentType} {Convert.ToHexString(body.ToArray())}";
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 2, 8, serving });
            context.Response.AppendTrailer("grpc-status", status);
        }, HttpProtocols.Http2);

        Assert.Equal(expected, await ProbeAsync(new AppProbe(AppProbeKind.Grpc, app.Address.Port, 5) { Service = "db" }));
        Assert.Equal("/grpc.health.v1.Health/Check application/grpc 00000000040A026462", asked);
    }

    [Fact]
    public async Task An_application_s_own_certificate_is_good_enough()
    {
        using var authority = new TestAuthority("cluster.local");
        using var leaf = authority.Issue("t", "app");
        using var app = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        app.Start();
        var serving = ServeTlsAsync(app, leaf);

        Assert.Equal(200, await ProbeAsync(new AppProbe(AppProbeKind.Https, ((IPEndPoint)app.LocalEndpoint).Port, 5)));
        await serving;
    }

    [Fact]
    public async Task The_log_says_why_but_only_when_it_changes()
    {
        var status = 503;
        await using var app = await TestApp.StartAsync(IPAddress.Loopback, context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        var address = await ServeAsync(new AppProbe(AppProbeKind.Http, app.Address.Port, 5));

        foreach (var next in new[] { 503, 503, 200, 200, 503 })
        {
            status = next;
            await GetAsync(address, "/app-health/web/readyz");
        }

        Assert.Equal(["probe web/readyz fails: the application answered 503", "probe web/readyz succeeds", "probe web/readyz fails: the application answered 503"], _log);
    }

    [Fact]
    public async Task Probes_and_other_paths_share_a_connection()
    {
        await using var app = await TestApp.StartAsync(IPAddress.Loopback, _ => Task.CompletedTask);
        var address = await ServeAsync(new AppProbe(AppProbeKind.Http, app.Address.Port, 5));

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, await GetAsync(address, "/app-health/web/readyz"));
            Assert.Equal(200, await GetAsync(address, "/live"));
            Assert.Equal(404, await GetAsync(address, "/app-health/web/livez"));
            Assert.Equal(404, await GetAsync(address, "/app-health/"));
        }
    }

    [Fact]
    public async Task A_kubelet_that_gave_up_harms_nobody()
    {
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = await ServeAsync(new AppProbe(AppProbeKind.Http, ((IPEndPoint)silent.LocalEndpoint).Port, 3600));
        using var asker = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await asker.ConnectAsync(address);
        await asker.SendAsync("GET /app-health/web/readyz HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        using var reached = await silent.AcceptSocketAsync(TestContext.Current.CancellationToken);
        asker.Close(0);

        // The application is left too, long before the deadline would do it.
        await EndAsync(reached);
        Assert.Equal(200, await GetAsync(address, "/live"));
    }

    private static async Task EndAsync(Socket socket)
    {
        try
        {
            while (await socket.ReceiveAsync(new byte[4096]) > 0)
            {
            }
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // One way to end.
        }
    }

    private static async Task ServeTlsAsync(System.Net.Sockets.TcpListener app, X509Certificate2 certificate)
    {
        using var client = await app.AcceptTcpClientAsync();
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(certificate);
        await tls.ReadExactlyAsync(new byte[16]);
        await tls.WriteAsync("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"u8.ToArray());
    }

    [Fact]
    public async Task An_application_that_wants_the_PROXY_protocol_is_told_that_the_proxy_itself_asks()
    {
        await using var app = new RawApp(
            IPAddress.Loopback, r => r.WriteAsync($"HTTP/1.1 {(r.Introduction == "PROXY UNKNOWN" ? 200 : 400)} X\r\nContent-Length: 0\r\n\r\n"), isIntroduced: true);
        var address = await ServeAsync(new AppProbe(AppProbeKind.Http, app.Address.Port, 5), ProxyProtocolVersion.V1);
        Assert.Equal(200, await GetAsync(address, "/app-health/web/readyz"));
    }

    private async Task<int> ProbeAsync(AppProbe probe) => await GetAsync(await ServeAsync(probe), "/app-health/web/readyz");

    private async Task<int> GetAsync(IPEndPoint address, string path)
    {
        using var response = await _kubelet.GetAsync(new Uri($"http://{address}{path}"));
        return (int)response.StatusCode;
    }

    private Task<IPEndPoint> ServeAsync(AppProbe probe, ProxyProtocolVersion? proxyProtocol = null)
    {
        var listening = new TaskCompletionSource<IPEndPoint>();
        _loop.Post(() =>
        {
            var health = new AppHealth(_loop, IPAddress.Loopback, new Dictionary<string, AppProbe> { ["web/readyz"] = probe }, _ => proxyProtocol, line => _log.Enqueue(line));
            var server = new MetricsServer(() => true, () => "", health);
            var listener = Mesh.Engine.Sockets.TcpListener.Listen(_loop, IpEndpoint.From(IPAddress.Loopback, 0), new TcpListenerOptions(), server);
            listening.SetResult(listener.Local.ToIPEndPoint());
        });
        return listening.Task;
    }
}
