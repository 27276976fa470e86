using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.TestKit.Tunnels;
using Mesh.Traffic.Inbound;

namespace Mesh.Proxy.Tests.Tunnels;

/// <summary>docs/tunnel.md from the callee's end, by hand-made frames: which protocols it takes and what may be on them.</summary>
public sealed class CalleeProtocolTests : IAsyncLifetime
{
    private Callee _callee = null!;

    public async ValueTask InitializeAsync() => _callee = await Callee.StartAsync();

    public ValueTask DisposeAsync() => _callee.DisposeAsync();

    [Theory]
    [InlineData(TunnelClient.Mesh)]
    [InlineData(TunnelClient.Hbone)]
    public async Task Bytes_go_both_ways_on_a_connect_stream(string protocol)
    {
        using var listener = _callee.Listen();
        await using var tunnel = await _callee.TunnelAsync(protocol);
        Assert.Equal(200, (await tunnel.ConnectStreamAsync(listener.LocalEndPoint!.ToString()!)).Status);
        using var application = await listener.AcceptAsync();
        await tunnel.SendAsync("hello"u8.ToArray());
        Assert.Equal("hello", await TcpApp.ReadAsync(application, 5));
        await application.SendAsync("bye"u8.ToArray());
        application.Shutdown(SocketShutdown.Send);
        Assert.Equal("bye", Encoding.ASCII.GetString(await tunnel.ReadToEndAsync()));
    }

    [Theory]
    [InlineData("http/1.1")]
    [InlineData("mesh/2")]
    [InlineData("h2c")]
    public async Task Another_protocol_is_refused_in_the_handshake(string protocol)
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => _callee.TunnelAsync(protocol));
        Assert.True(refusal is IOException or AuthenticationException, refusal.ToString());
        await using var proper = await _callee.TunnelAsync();
    }

    [Fact]
    public async Task Hbone_carries_bytes_only()
    {
        await using var app = await TestApp.StartAsync(_callee.Proxy.Address, _ => Task.CompletedTask);
        var target = app.Address.ToString();
        await using var hbone = await _callee.TunnelAsync(TunnelClient.Hbone);
        (string, string)[] reserved = [("x-mesh-original-dst", target), ("x-mesh-app-version", "1.1")];
        AssertMalformed(await hbone.GetAsync(target));
        AssertMalformed(await hbone.OpenAsync([(":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "http"), (":path", "/"), (":authority", target), .. reserved], endStream: false));

        await using var mesh = await _callee.TunnelAsync();
        Assert.Equal(200, (await mesh.GetAsync(target)).Status);
    }

    [Fact]
    public async Task On_hbone_a_reserved_field_does_not_turn_bytes_into_a_request()
    {
        using var listener = _callee.Listen();
        var target = listener.LocalEndPoint!.ToString()!;
        await using var hbone = await _callee.TunnelAsync(TunnelClient.Hbone);
        Assert.Equal(200, (await hbone.OpenAsync([(":method", "CONNECT"), (":authority", target), ("x-mesh-original-dst", "10.0.0.1:1"), ("x-mesh-app-version", "1.1")], endStream: false)).Status);
        using var application = await listener.AcceptAsync();
        await hbone.SendAsync("raw"u8.ToArray());
        Assert.Equal("raw", await TcpApp.ReadAsync(application, 3));
    }

    [Theory]
    [InlineData(TunnelClient.Mesh)]
    [InlineData(TunnelClient.Hbone)]
    public async Task Bytes_to_a_port_that_speaks_http_are_refused(string protocol)
    {
        using var listener = _callee.Listen();
        _callee.SetPolicy(new InboundPort { Port = ((System.Net.IPEndPoint)listener.LocalEndPoint!).Port, Protocol = InboundProtocol.Http, MtlsMode = MtlsMode.Strict });
        await using var tunnel = await _callee.TunnelAsync(protocol);
        var answer = await tunnel.ConnectStreamAsync(listener.LocalEndPoint!.ToString()!, "GET / HTTP/1.1\r\nhost: x\r\n\r\n"u8.ToArray());
        Assert.Equal((403, "RAT"), (answer.Status, answer.Flag));
        Assert.False(listener.Poll(0, SelectMode.SelectRead));
    }

    private static void AssertMalformed(TunnelAnswer answer) => Assert.Equal((400, "RAT"), (answer.Status, answer.Flag));
}
