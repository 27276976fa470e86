using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Mesh.TestKit;
using Mesh.Traffic.Balancing;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>Bytes of TCP connections through two proxies.</summary>
public sealed class ProxyPairTcpTests : IAsyncLifetime
{
    private ProxyPair _pair = null!;
    private EndpointModel _endpoint = null!;

    public async ValueTask InitializeAsync() => _pair = await ProxyPair.StartAsync();

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task A_client_that_speaks_first_and_half_closes_hears_the_answer()
    {
        using var listener = Listen();
        var served = ServeAsync(listener, async stream =>
        {
            using var reader = new StreamReader(stream, leaveOpen: true);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"you said {await reader.ReadToEndAsync()}"));
        });
        using var client = await ConnectAsync();
        using var stream = new NetworkStream(client);
        await stream.WriteAsync("\u0001hello"u8.ToArray());
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("you said \u0001hello", await ReadToEndAsync(stream));
        await served;
    }

    [Fact]
    public async Task A_server_that_speaks_first_is_heard()
    {
        using var listener = Listen();
        var served = ServeAsync(listener, async stream => await stream.WriteAsync("220 ready\r\n"u8.ToArray()));
        using var client = await ConnectAsync();
        using var stream = new NetworkStream(client);
        Assert.Equal("220 ready\r\n", await ReadToEndAsync(stream));
        await served;
    }

    [Fact]
    public async Task Bulk_is_bit_exact_both_ways_at_once()
    {
        using var listener = Listen();
        var data = new byte[32 * 1024 * 1024];
        new Random(2).NextBytes(data);
        var received = SHA256.HashData(data);
        var served = ServeAsync(listener, async stream =>
        {
            var read = SHA256.HashDataAsync(stream);
            await stream.WriteAsync(data);
            Assert.Equal(received, await read);
        });
        using var client = await ConnectAsync();
        using var own = new NetworkStream(client);
        var sending = Task.Run(async () =>
        {
            await own.WriteAsync(data);
            client.Shutdown(SocketShutdown.Send);
        });
        Assert.Equal(received, await SHA256.HashDataAsync(own));
        await sending;
        await served;
    }

    [Fact]
    public async Task An_application_that_refuses_resets_the_client()
    {
        _pair.Route(new IPEndPoint(_pair.Callee.Address, FreePort.Tcp()));
        using var client = await ConnectAsync();
        await client.SendAsync("\u0001hello"u8.ToArray());
        await Assert.ThrowsAsync<SocketException>(async () => await client.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task The_callee_knows_the_applications_own_end_of_the_connection()
    {
        _pair.Route(new IPEndPoint(_pair.Callee.Address, FreePort.Tcp()));
        using var client = await ConnectAsync();
        var port = ((IPEndPoint)client.LocalEndPoint!).Port;
        await client.SendAsync("\u0001hello"u8.ToArray());
        await Assert.ThrowsAsync<SocketException>(async () => await client.ReceiveAsync(new byte[1]));
        Assert.Contains($"connection of {_pair.Caller.Address}:{port} (web.t) to ", _pair.Callee.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_is_reached_again_is_no_longer_avoided()
    {
        using var listener = Listen();
        _endpoint.State.ConnectFailed(now: 0);
        var served = ServeAsync(listener, async stream => await stream.WriteAsync("220 ready\r\n"u8.ToArray()));
        using var client = await ConnectAsync();
        using var stream = new NetworkStream(client);
        Assert.Equal("220 ready\r\n", await ReadToEndAsync(stream));
        Assert.Equal(0, _endpoint.State.ConnectFailures);
        await served;
    }

    [Fact]
    public async Task A_reset_passes_through()
    {
        using var listener = Listen();
        var served = ServeAsync(listener, async stream =>
        {
            await stream.ReadExactlyAsync(new byte[1]);
            stream.Socket.LingerState = new LingerOption(true, 0);
            stream.Socket.Close();
        });
        using var client = await ConnectAsync();
        await client.SendAsync("\u0001"u8.ToArray());
        await Assert.ThrowsAsync<SocketException>(async () => await client.ReceiveAsync(new byte[1]));
        await served;
    }

    private static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private static async Task ServeAsync(Socket listener, Func<NetworkStream, Task> serve)
    {
        using var connection = await listener.AcceptAsync();
        using var stream = new NetworkStream(connection, ownsSocket: false);
        await serve(stream);
    }

    private Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(_pair.Callee.Address, 0));
        listener.Listen();
        _endpoint = _pair.Route((IPEndPoint)listener.LocalEndPoint!)[0];
        return listener;
    }

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(_pair.Local);
        return client;
    }
}
