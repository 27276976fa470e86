using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.Proxy.Tests.Http1;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.TestKit;

namespace Mesh.Proxy.Tests.Tunnels;

/// <summary>docs/tunnel.md from the callee's end, by hand-made frames: what streams may carry, where they may go, and how they end.</summary>
public sealed class CalleeStreamTests : IAsyncLifetime
{
    private const uint RefusedStream = 7;

    private Callee _callee = null!;

    public async ValueTask InitializeAsync() => _callee = await Callee.StartAsync();

    public ValueTask DisposeAsync() => _callee.DisposeAsync();

    [Theory]
    [InlineData("websocket", "catalog.t", "GET /chat HTTP/1.1")]
    [InlineData("", "db.example:5432", "CONNECT db.example:5432 HTTP/1.1")]
    public async Task An_applications_own_tunnel_is_not_taken_for_the_meshs(string protocol, string authority, string line)
    {
        var seen = new TaskCompletionSource<string>();
        await using var app = new RawApp(_callee.Proxy.Address, r =>
        {
            seen.SetResult(r.Message.Line);
            return r.WriteAsync("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
        });
        await using var tunnel = await _callee.TunnelAsync();
        (string, string)[] own = protocol.Length == 0 ? [] : [(":protocol", protocol), (":scheme", "http"), (":path", "/chat")];
        var answer = await tunnel.OpenAsync(
            [(":method", "CONNECT"), .. own, (":authority", authority), ("x-mesh-original-dst", app.Address.ToString()), ("x-mesh-app-version", "1.1")], endStream: false);
        Assert.Equal((403, ""), (answer.Status, answer.Flag));
        Assert.Equal(line, await seen.Task);
    }

    [Fact]
    public async Task An_extended_connect_without_the_mark_of_a_request_is_no_byte_stream_either()
    {
        using var listener = _callee.Listen();
        await using var tunnel = await _callee.TunnelAsync();
        var answer = await tunnel.OpenAsync(
            [(":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "http"), (":path", "/"), (":authority", listener.LocalEndPoint!.ToString()!)], endStream: false);
        Assert.Equal((400, "RAT"), (answer.Status, answer.Flag));
        Assert.False(listener.Poll(0, SelectMode.SelectRead));
    }

    [Theory]
    [InlineData("127.0.0.1:80")]
    [InlineData("10.0.0.1:80")]
    [InlineData("[::1]:80")]
    [InlineData("OWN:15000")]
    [InlineData("OWN:15008")]
    [InlineData("OWN:15099")]
    public async Task It_is_no_relay_and_its_own_ports_are_not_to_be_reached(string target)
    {
        target = target.Replace("OWN", _callee.Proxy.Address.ToString(), StringComparison.Ordinal);
        await using var tunnel = await _callee.TunnelAsync();
        var bytes = await tunnel.ConnectStreamAsync(target);
        var request = await tunnel.GetAsync(target);
        Assert.Equal((403, "RAT", 403, "RAT"), (bytes.Status, bytes.Flag, request.Status, request.Flag));
    }

    [Fact]
    public async Task A_dial_that_fails_is_a_stream_that_was_not_processed()
    {
        var target = new IPEndPoint(_callee.Proxy.Address, FreePort.Tcp()).ToString();
        await using var tunnel = await _callee.TunnelAsync();
        Assert.Equal(RefusedStream, (await tunnel.ConnectStreamAsync(target)).ResetCode);
        Assert.Equal(RefusedStream, (await tunnel.GetAsync(target)).ResetCode);
        Assert.Null(tunnel.LastServed);
    }

    [Fact]
    public async Task The_application_is_dialled_from_an_address_that_only_the_proxy_has_and_a_reset_reaches_it()
    {
        using var listener = _callee.Listen();
        await using var tunnel = await _callee.TunnelAsync();
        Assert.Equal(200, (await tunnel.ConnectStreamAsync(listener.LocalEndPoint!.ToString()!)).Status);
        using var application = await listener.AcceptAsync();
        Assert.Equal("127.0.0.6", ((IPEndPoint)application.RemoteEndPoint!).Address.ToString());
        await tunnel.ResetAsync(tunnel.Stream);
        await TcpApp.AssertResetAsync(application);
    }

    [Fact]
    public async Task Each_side_of_a_byte_stream_ends_for_itself()
    {
        using var listener = _callee.Listen();
        await using var tunnel = await _callee.TunnelAsync();
        Assert.Equal(200, (await tunnel.ConnectStreamAsync(listener.LocalEndPoint!.ToString()!)).Status);
        using var application = await listener.AcceptAsync();
        await tunnel.SendAsync("hello"u8.ToArray());
        await tunnel.EndAsync();
        Assert.Equal("hello", await TcpApp.ReadToEndAsync(application));
        await application.SendAsync("bye"u8.ToArray());
        application.Shutdown(SocketShutdown.Send);
        Assert.Equal("bye", Encoding.ASCII.GetString(await tunnel.ReadToEndAsync()));
    }
}
