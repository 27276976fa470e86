using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.Proxy.Tests.Http1;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.TestKit.Tunnels;

namespace Mesh.Proxy.Tests.Tunnels;

/// <summary>docs/tunnel.md from the caller's end, by hand-made frames: what it sends.</summary>
public sealed class CallerStreamTests : IAsyncLifetime
{
    private const uint Cancel = 8;

    private Caller _caller = null!;

    public async ValueTask InitializeAsync() => _caller = await Caller.StartAsync();

    public ValueTask DisposeAsync() => _caller.DisposeAsync();

    [Theory]
    [InlineData(1, "1.1")]
    [InlineData(2, "2")]
    public async Task A_request_goes_as_it_came_with_the_proxys_own_fields(int version, string appVersion)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"http://{_caller.Local}/a?b=c")
        {
            Version = new Version(version, version % 2), VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Host = "catalog.t";
        foreach (var (name, value) in new[] { ("x-own", "1"), ("x-mesh-source", "192.0.2.1"), ("x-mesh-original-dst", "10.0.0.1:1"), ("x-mesh-app-version", "9"), ("x-mesh-service", "bank:1"), ("x-mesh-new", "1"), ("x-forwarded-client-cert", "URI=x") })
            request.Headers.Add(name, value);
        var asked = _caller.Client.SendAsync(request);
        await using var tunnel = await _caller.AcceptAsync();
        var head = await tunnel.RequestAsync();
        Assert.Equal(new Dictionary<string, string>
        {
            [":method"] = "PUT", [":scheme"] = "http", [":authority"] = "catalog.t", [":path"] = "/a?b=c",
            ["x-own"] = "1", ["x-mesh-hops"] = "1", ["x-mesh-original-dst"] = _caller.Application.ToString(),
            ["x-mesh-app-version"] = appVersion, ["x-mesh-service"] = "catalog.t:80", ["x-mesh-source"] = _caller.Proxy.Address.ToString(),
        }.OrderBy(f => f.Key), head.Fields.Where(f => f.Key != "content-length").OrderBy(f => f.Key));
        await tunnel.AnswerAsync(head.Stream, 204);
        Assert.Equal(HttpStatusCode.NoContent, (await asked).StatusCode);
    }

    [Theory]
    [InlineData("3", "4")]
    [InlineData("9", "10")]
    [InlineData("many", "1")]
    [InlineData("300", "1")]
    [InlineData("-1", "1")]
    public async Task Each_proxy_that_a_request_leaves_through_is_counted(string before, string after)
    {
        var asked = _caller.AskAsync(("x-mesh-hops", before));
        await using var tunnel = await _caller.AcceptAsync();
        var head = await tunnel.RequestAsync();
        Assert.Equal(after, head["x-mesh-hops"]);
        await tunnel.AnswerAsync(head.Stream, 200);
        await asked;
    }

    [Theory]
    [InlineData("10")]
    [InlineData("11")]
    [InlineData("255")]
    public async Task A_request_that_went_in_circles_goes_no_further(string hops)
    {
        using var response = await _caller.AskAsync(("x-mesh-hops", hops));
        Assert.Equal(HttpStatusCode.LoopDetected, response.StatusCode);
        Assert.StartsWith("LOOP", response.Headers.GetValues("x-mesh-error").Single(), StringComparison.Ordinal);
        Assert.Empty(_caller.Proxy.Handshakes);
    }

    [Theory]
    [InlineData("GET /chat HTTP/1.1\r\nHost: catalog.t\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", "websocket", "catalog.t", "/chat")]
    [InlineData("CONNECT db.example:5432 HTTP/1.1\r\nHost: db.example:5432\r\n\r\n", "", "db.example:5432", "")]
    public async Task An_applications_own_tunnel_is_told_from_the_meshs(string request, string protocol, string authority, string path)
    {
        using var client = await RawClient.ConnectAsync(_caller.Local);
        await client.SendAsync(request);
        await using var tunnel = await _caller.AcceptAsync();
        var head = await tunnel.RequestAsync();
        Assert.Equal(("CONNECT", protocol, authority, path), (head[":method"], head[":protocol"], head[":authority"], head[":path"]));
        Assert.Equal(("1.1", _caller.Application.ToString()), (head["x-mesh-app-version"], head["x-mesh-original-dst"]));
    }

    [Fact]
    public async Task Bytes_wait_for_the_200_and_each_side_ends_for_itself()
    {
        var client = await _caller.ConnectAsync();
        await client.SendAsync("\u0001hello"u8.ToArray());
        client.Shutdown(SocketShutdown.Send);
        await using var tunnel = await _caller.AcceptAsync();
        var head = await tunnel.RequestAsync();
        Assert.Equal(new Dictionary<string, string>
        {
            [":method"] = "CONNECT", [":authority"] = _caller.Application.ToString(),
            ["x-mesh-service"] = "catalog.t:80", ["x-mesh-source"] = $"{_caller.Proxy.Address}:{((IPEndPoint)client.LocalEndPoint!).Port}",
        }.OrderBy(f => f.Key), head.Fields.OrderBy(f => f.Key));
        Assert.False(head.HasEnded);
        await tunnel.AnswerAsync(head.Stream, 200, endStream: false);
        Assert.Equal("\u0001hello", Encoding.ASCII.GetString(await tunnel.DataAsync(head.Stream)));
        await tunnel.SendAsync(head.Stream, "bye"u8.ToArray(), endStream: true);
        Assert.Equal("bye", await TcpApp.ReadToEndAsync(client));
    }

    [Fact]
    public async Task A_reset_is_a_reset_on_either_side()
    {
        var (client, tunnel, stream) = await OpenTcpAsync();
        await tunnel.ResetAsync(stream, (byte)Cancel);
        await TcpApp.AssertResetAsync(client);

        var next = await _caller.ConnectAsync();
        await next.SendAsync("\u0001"u8.ToArray());
        var head = await tunnel.RequestAsync();
        await tunnel.AnswerAsync(head.Stream, 200, endStream: false);
        await tunnel.DataAsync(head.Stream, 1);
        next.LingerState = new LingerOption(true, 0);
        next.Dispose();
        Assert.Equal(Cancel, (await Assert.ThrowsAsync<TunnelResetException>(() => tunnel.DataAsync(head.Stream))).Code);
        await tunnel.DisposeAsync();
    }

    private async Task<(Socket Client, ServedTunnel Tunnel, int Stream)> OpenTcpAsync()
    {
        var client = await _caller.ConnectAsync();
        await client.SendAsync("\u0001"u8.ToArray());
        var tunnel = await _caller.AcceptAsync();
        var head = await tunnel.RequestAsync();
        await tunnel.AnswerAsync(head.Stream, 200, endStream: false);
        await tunnel.DataAsync(head.Stream, 1);
        return (client, tunnel, head.Stream);
    }
}
