using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.TestKit.Tunnels;

namespace Mesh.Proxy.Tests.Tunnels;

/// <summary>docs/tunnel.md from the caller's end, by hand-made frames: callees that allow few streams on a tunnel.</summary>
public sealed class CallerStreamLimitTests : IAsyncLifetime
{
    private const byte RefusedStream = 7;
    private const ushort MaxConcurrentStreams = 3;

    private Caller _caller = null!;

    public async ValueTask InitializeAsync() => _caller = await Caller.StartAsync();

    public ValueTask DisposeAsync() => _caller.DisposeAsync();

    [Fact]
    public async Task A_burst_to_a_callee_that_allows_one_stream_is_spread_over_tunnels()
    {
        const int Burst = 20;
        var asked = Enumerable.Range(0, Burst).Select(_ => _caller.AskAsync("/", "POST")).ToArray();
        var tunnels = new List<Task>();
        var held = new ConcurrentQueue<(ServedTunnel Tunnel, int Stream)>();
        while (tunnels.Count < Burst)
            tunnels.Add(HoldFirstAsync(await _caller.AcceptAsync((MaxConcurrentStreams, 1)), held));
        await Task.WhenAll(tunnels);
        Assert.Equal(Burst, held.Count);
        foreach (var (tunnel, stream) in held)
            await tunnel.AnswerAsync(stream, 200);
        foreach (var response in await Task.WhenAll(asked))
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        foreach (var (tunnel, _) in held)
            await tunnel.DisposeAsync();
    }

    [Fact]
    public async Task Connections_beyond_a_callees_streams_get_tunnels_of_their_own()
    {
        const int Connections = 12;
        var clients = new List<Socket>();
        for (var i = 0; i < Connections; i++)
        {
            clients.Add(await _caller.ConnectAsync());
            await clients[i].SendAsync("\u0001"u8.ToArray());
        }
        var tunnels = new List<ServedTunnel>();
        while (tunnels.Count < Connections / 3)
        {
            var tunnel = await _caller.AcceptAsync((MaxConcurrentStreams, 3));
            tunnels.Add(tunnel);
            for (var stream = 0; stream < 3; stream++)
                await tunnel.AnswerAsync((await tunnel.RequestAsync()).Stream, 200, endStream: false);
            _ = RefuseOthersAsync(tunnel);
        }
        // Each of them has its stream: the byte that waited for the 200 is taken, and a reset of the tunnel reaches it.
        foreach (var tunnel in tunnels)
            await tunnel.DisposeAsync();
        foreach (var client in clients)
            await TcpApp.AssertResetAsync(client);
    }

    // What the caller sent on its first tunnel before it knew the limit is refused.
    private static async Task HoldFirstAsync(ServedTunnel tunnel, ConcurrentQueue<(ServedTunnel Tunnel, int Stream)> held)
    {
        held.Enqueue((tunnel, (await tunnel.RequestAsync()).Stream));
        _ = RefuseOthersAsync(tunnel);
    }

    private static async Task RefuseOthersAsync(ServedTunnel tunnel)
    {
        try
        {
            while (true)
                await tunnel.ResetAsync((await tunnel.RequestAsync()).Stream, RefusedStream);
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
