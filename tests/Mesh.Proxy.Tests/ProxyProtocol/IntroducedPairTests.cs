using System.Net;
using System.Text;
using Mesh.Conventions;
using Mesh.Proxy.Tests.Control;
using Mesh.Proxy.Tests.Http1;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.Traffic.Inbound;

namespace Mesh.Proxy.Tests.ProxyProtocol;

/// <summary>Applications that are told by the PROXY protocol who calls, behind a running pair.</summary>
public sealed class IntroducedPairTests : IAsyncLifetime
{
    private ProxyPair _pair = null!;

    public async ValueTask InitializeAsync() => _pair = await ProxyPair.StartAsync();

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task TCP_begins_with_the_clients_address_and_port()
    {
        using var app = new TcpApp(_pair);
        Introduce(app.Address, ProxyProtocolVersion.V1);
        using var client = await app.ConnectAsync();
        await client.SendAsync("\u0001abc"u8.ToArray());
        using var server = await app.AcceptAsync();
        var expected = $"PROXY TCP4 {_pair.Caller.Address} {_pair.Callee.Address} {((IPEndPoint)client.LocalEndPoint!).Port} {app.Address.Port}\r\n\u0001abc";
        Assert.Equal(expected, await TcpApp.ReadAsync(server, expected.Length));
    }

    [Fact]
    public async Task A_server_that_speaks_first_is_told_before_it_speaks()
    {
        using var app = new TcpApp(_pair);
        Introduce(app.Address, ProxyProtocolVersion.V2);
        using var client = await app.ConnectAsync();
        using var server = await app.AcceptAsync();
        var header = Encoding.Latin1.GetBytes(await TcpApp.ReadAsync(server, 16 + 12 + 3 + "spiffe://cluster.local/ns/t/sa/web".Length));
        Assert.Equal("\r\n\r\n\0\r\nQUIT\n"u8.ToArray(), header[..12]);
        Assert.Equal("spiffe://cluster.local/ns/t/sa/web", Encoding.ASCII.GetString(header[31..]));
        await server.SendAsync("220 hello"u8.ToArray());
        Assert.Equal("220 hello", await TcpApp.ReadAsync(client, 9));
    }

    [Fact]
    public async Task Requests_of_one_caller_share_a_connection_and_those_of_two_never_do()
    {
        await using var app = new RawApp(_pair.Callee.Address, r => AnswerAsync(r, $"{r.Introduction} #{r.Message.Get("x-forwarded-for").Single()}"), isIntroduced: true);
        Introduce(app.Address, ProxyProtocolVersion.V1);
        _pair.Route(app.Address);
        using var client = await RawClient.ConnectAsync(_pair.Local);
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.Equal($"200: PROXY TCP4 {_pair.Caller.Address} {_pair.Callee.Address} 0 {app.Address.Port} #{_pair.Caller.Address}", await client.ReadAnswerAsync());
            Assert.Equal(
                $"PROXY TCP4 10.9.9.9 {_pair.Callee.Address} 0 {app.Address.Port} #10.9.9.9",
                await LyingPeer.GetAsync(_pair.Authority, "web", app.Address, _ => { }));
            Assert.Equal(
                $"PROXY TCP4 10.9.9.8 {_pair.Callee.Address} 0 {app.Address.Port} #10.9.9.8",
                await LyingPeer.GetAsync(_pair.Authority, "web", app.Address, head => head.Set("x-mesh-source"u8, "10.9.9.8"u8)));
        }
        Assert.Empty(app.Faults);
        Assert.Equal(3, app.Connections);
    }

    [Fact]
    public async Task HTTP2_begins_with_it_too()
    {
        using var app = new TcpApp(_pair);
        Introduce(app.Address, ProxyProtocolVersion.V1);
        using var client = await app.ConnectAsync();
        await client.SendAsync((byte[])[
            .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frames.Settings,
            .. Frames.Frame(1, Frames.EndHeaders | Frames.EndStream, 1, Frames.Block([":method: GET", ":scheme: http", ":authority: a", ":path: /"]))]);
        using var server = await app.AcceptAsync();
        var expected = $"PROXY TCP4 {_pair.Caller.Address} {_pair.Callee.Address} 0 {app.Address.Port}\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        Assert.Equal(expected, await TcpApp.ReadAsync(server, expected.Length));
    }

    [Fact]
    public async Task Another_identity_at_the_same_address_is_another_caller()
    {
        await using var app = new RawApp(_pair.Callee.Address, r => AnswerAsync(r, r.Introduction!), isIntroduced: true);
        Introduce(app.Address, ProxyProtocolVersion.V1);
        await LyingPeer.GetAsync(_pair.Authority, "web", app.Address, _ => { });
        await LyingPeer.GetAsync(_pair.Authority, "other", app.Address, _ => { });
        await LyingPeer.GetAsync(_pair.Authority, "web", app.Address, _ => { });
        Assert.Equal(2, app.Connections);
    }

    [Fact]
    public async Task A_caller_without_a_proxy_is_known_by_its_connection()
    {
        await using var app = new RawApp(IPAddress.Loopback, r => AnswerAsync(r, r.Introduction!), isIntroduced: true);
        using var entry = new PlaintextEntry(TestProxy.OptionsOf(IPAddress.Loopback, "catalog"), app.Address, ProxyProtocolVersion.V1);
        using var client = await RawClient.ConnectAsync(entry.Address);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nX-Mesh-Source: 10.1.1.1\r\n\r\n");
        Assert.Equal($"200: PROXY TCP4 127.0.0.1 127.0.0.1 0 {app.Address.Port}", await client.ReadAnswerAsync());
    }

    [Fact]
    public async Task Other_ports_begin_with_nothing()
    {
        await using var app = new RawApp(_pair.Callee.Address, r => AnswerAsync(r, "ok"));
        Introduce(new IPEndPoint(app.Address.Address, app.Address.Port == 1 ? 2 : 1), ProxyProtocolVersion.V1);
        _pair.Route(app.Address);
        using var client = await RawClient.ConnectAsync(_pair.Local);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("200: ok", await client.ReadAnswerAsync());
    }

    private void Introduce(IPEndPoint application, ProxyProtocolVersion version) => _pair.Callee.Discovery.Set(
        new InboundPolicy([_pair.Callee.Address], [new InboundPort { Port = application.Port, ProxyProtocol = version }], MtlsMode.Strict));

    private static Task AnswerAsync(RawApp.Request request, string text) => request.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\n\r\n{text}");
}
