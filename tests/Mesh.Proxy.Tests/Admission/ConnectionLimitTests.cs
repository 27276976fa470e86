using System.Net;
using System.Net.Sockets;
using Mesh.Conventions;
using Mesh.Engine.Http2;
using Mesh.Proxy.Admission;
using Mesh.Proxy.Tests.Control;
using Mesh.Proxy.Tests.Http1;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.TestKit;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mesh.Proxy.Tests.Admission;

/// <summary>A running pair at its limits of connections and streams.</summary>
public sealed class ConnectionLimitTests
{
    [Fact]
    public async Task Streams_beyond_the_limit_of_a_connection_are_refused_and_counted()
    {
        await using var pair = await ProxyPair.StartAsync("--max-streams", "1");
        var asked = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(pair.Callee.Address, async c =>
        {
            asked.TrySetResult();
            await go.Task;
        }, HttpProtocols.Http2);
        pair.Route(app.Address);
        using var client = new TcpClient();
        await client.ConnectAsync(pair.Local);
        var stream = client.GetStream();
        await stream.WriteAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frames.Settings, .. Get(1)]);
        await asked.Task;
        await stream.WriteAsync(Get(3));
        Assert.Equal((byte[])[0, 0, 4, 3, 0, 0, 0, 0, 3, 0, 0, 0, 7], await ReadResetAsync(stream));
        Assert.Equal(1, pair.Caller.State.Limits.Applications.Http2.Counters[Http2Breach.StreamLimit]);
        go.SetResult();
    }

    [Fact]
    public async Task A_connection_beyond_the_limit_is_reset_and_counted()
    {
        await using var pair = await ProxyPair.StartAsync("--max-connections", "1");
        await using var app = new RawApp(pair.Callee.Address, r => r.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        pair.Route(app.Address);
        using var first = await RawClient.ConnectAsync(pair.Local);
        await first.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("200: ok", await first.ReadAnswerAsync());
        await IsResetAsync(pair.Local);
        Assert.Equal(1, pair.Caller.State.Gates.Outbound.Refused(ConnectionRefusal.Listener));
        await first.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("200: ok", await first.ReadAnswerAsync());
    }

    [Fact]
    public async Task Tunnels_beyond_the_limit_are_reset_and_the_caller_learns_it_at_once()
    {
        await using var pair = await ProxyPair.StartAsync("--max-tunnel-connections", "1");
        await using var app = new RawApp(pair.Callee.Address, r => r.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        pair.Route(app.Address);
        using var held = await TunnelAsync(pair);
        using var client = await RawClient.ConnectAsync(pair.Local);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.StartsWith("503: UF", await client.ReadAnswerAsync(), StringComparison.Ordinal);
        Assert.NotEqual(0, pair.Callee.State.Gates.Tunnel.Refused(ConnectionRefusal.Listener));
        held.Dispose();
        await Eventually.TrueAsync(async () =>
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            return await client.ReadAnswerAsync() == "200: ok";
        }, "there is room again");
    }

    [Fact]
    public async Task Connections_that_come_too_fast_are_reset_and_counted()
    {
        await using var pair = await ProxyPair.StartAsync("--max-connection-rate", "2");
        using var first = await RawClient.ConnectAsync(pair.Local);
        using var second = await RawClient.ConnectAsync(pair.Local);
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                using var next = await RawClient.ConnectAsync(pair.Local);
                await next.SendAsync("x");
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                return pair.Caller.State.Gates.Outbound.Refused(ConnectionRefusal.Rate) > 0;
            }
            return false;
        }, "one is refused");
    }

    [Fact]
    public async Task An_address_with_too_many_tunnels_gets_no_more()
    {
        await using var pair = await ProxyPair.StartAsync("--max-connections-per-source", "2");
        using var first = await TunnelAsync(pair);
        using var second = await TunnelAsync(pair);
        await IsResetAsync(new IPEndPoint(pair.Callee.Address, MeshPorts.Tunnel));
        Assert.Equal(1, pair.Callee.State.Gates.Tunnel.Refused(ConnectionRefusal.Source));
    }

    // Told apart from one that is still in the queue by the gate's count.
    private static async Task<RawClient> TunnelAsync(ProxyPair pair)
    {
        var before = pair.Callee.State.Gates.Tunnel.Open;
        var tunnel = await RawClient.ConnectAsync(new IPEndPoint(pair.Callee.Address, MeshPorts.Tunnel));
        await Eventually.TrueAsync(() => Task.FromResult(pair.Callee.State.Gates.Tunnel.Open > before), "it is accepted");
        return tunnel;
    }

    // The reset may come before connecting is seen to be done.
    private static async Task IsResetAsync(IPEndPoint address)
    {
        var thrown = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var client = await RawClient.ConnectAsync(address);
            await client.Reader.ReadToEndAsync();
        });
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(thrown.InnerException ?? thrown).SocketErrorCode);
    }

    private static byte[] Get(int stream) => Frames.Frame(1, Frames.EndHeaders | Frames.EndStream, stream, Frames.Block([":method: GET", ":scheme: http", ":authority: a", ":path: /"]));

    // The first RST_STREAM; other frames are passed over.
    private static async Task<byte[]> ReadResetAsync(NetworkStream stream)
    {
        while (true)
        {
            var header = new byte[9];
            await stream.ReadExactlyAsync(header);
            var payload = new byte[header[1] << 8 | header[2]];
            await stream.ReadExactlyAsync(payload);
            if (header[3] == 3)
                return [.. header, .. payload];
        }
    }
}
