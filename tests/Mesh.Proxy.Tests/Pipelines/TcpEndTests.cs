using System.Net.Sockets;
using Mesh.TestKit;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>How TCP connections end through two proxies: a FIN arrives as a FIN, a reset as a reset, from either side.</summary>
public sealed class TcpEndTests : IAsyncLifetime
{
    private ProxyPair _pair = null!;
    private TcpApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _pair = await ProxyPair.StartAsync();
        _app = new TcpApp(_pair);
    }

    public ValueTask DisposeAsync()
    {
        _app.Dispose();
        return _pair.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_side_may_end_first_and_still_receive(bool clientFirst)
    {
        var (client, server) = await _app.OpenAsync();
        using var both = new Pair(client, server);
        var (first, second) = clientFirst ? (client, server) : (server, client);
        await first.SendAsync("ask"u8.ToArray());
        first.Shutdown(SocketShutdown.Send);
        Assert.Equal("ask", await TcpApp.ReadToEndAsync(second));
        await second.SendAsync("answer"u8.ToArray());
        second.Shutdown(SocketShutdown.Send);
        Assert.Equal("answer", await TcpApp.ReadToEndAsync(first));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_arrives_as_a_reset(bool fromClient)
    {
        var (client, server) = await _app.OpenAsync();
        using var both = new Pair(client, server);
        var (first, second) = fromClient ? (client, server) : (server, client);
        Reset(first);
        await TcpApp.AssertResetAsync(second);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_after_the_other_side_ended_arrives_as_a_reset(bool fromClient)
    {
        var (client, server) = await _app.OpenAsync();
        using var both = new Pair(client, server);
        var (first, second) = fromClient ? (client, server) : (server, client);
        second.Shutdown(SocketShutdown.Send);
        Assert.Equal("", await TcpApp.ReadToEndAsync(first));
        Reset(first);
        await TcpApp.AssertResetAsync(second);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_reaches_a_receiver_that_has_stopped_reading(bool fromClient)
    {
        var (client, server) = await _app.OpenAsync();
        using var both = new Pair(client, server);
        var (first, second) = fromClient ? (client, server) : (server, client);
        await FillAsync(first);
        Reset(first);
        await Eventually.TrueAsync(() => Task.FromResult(second.Poll(0, SelectMode.SelectError)), "the reset is there before the bytes were read");
    }

    [Fact]
    public async Task What_was_sent_before_a_half_close_arrives_however_slowly_it_is_read()
    {
        var (client, server) = await _app.OpenAsync();
        using var both = new Pair(client, server);
        var sent = new byte[8 * 1024 * 1024];
        var sending = Task.Run(async () =>
        {
            for (var at = 0; at < sent.Length;)
                at += await client.SendAsync(sent.AsMemory(at));
            client.Shutdown(SocketShutdown.Send);
        });
        server.Shutdown(SocketShutdown.Send);
        var received = 0;
        for (var count = -1; count != 0; received += count)
            count = await server.ReceiveAsync(new byte[4096]);
        Assert.Equal(sent.Length, received);
        await sending;
    }

    [Fact]
    public async Task A_connection_without_a_byte_either_way_is_reset_at_both_ends()
    {
        await using var pair = await ProxyPair.StartAsync("--tcp-idle-timeout", "100ms");
        using var app = new TcpApp(pair);
        var (client, server) = await app.OpenAsync();
        using var both = new Pair(client, server);
        await TcpApp.AssertResetAsync(client);
        await TcpApp.AssertResetAsync(server);
    }

    private static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    // Until nothing moves any more: the way to the other end is full, both proxies' buffers included.
    private static async Task FillAsync(Socket socket)
    {
        socket.Blocking = false;
        var block = new byte[65536];
        for (var full = 0; full < 5;)
        {
            try
            {
                socket.Send(block);
                full = 0;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
                full = socket.Poll(TimeSpan.FromMilliseconds(20), SelectMode.SelectWrite) ? 0 : full + 1;
                await Task.Yield();
            }
        }
    }

    private sealed record Pair(Socket Client, Socket Server) : IDisposable
    {
        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}
