using System.Net.Sockets;
using Mesh.Proxy.Tests.ServerNames;
using Mesh.Traffic.Outbound;
using Mesh.Traffic.Routing;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>TLS that two proxies carry where its server name says, without ending it.</summary>
public sealed class ServerNameTests : IAsyncLifetime
{
    private ProxyPair _pair = null!;
    private TcpApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _pair = await ProxyPair.StartAsync();
        _pair.ReadAs = (_, tcp) => OutboundDestination.ForTls("240.240.0.3:80", new ServerNameTable([("*.example.com", tcp)]));
        _app = new TcpApp(_pair);
    }

    public ValueTask DisposeAsync()
    {
        _app.Dispose();
        return _pair.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public async Task A_hello_in_any_pieces_arrives_as_it_was_sent(int piece)
    {
        var hello = Hello.Records(Hello.Message("vault.example.com"), 100);
        using var client = await _app.ConnectAsync();
        foreach (var part in hello.Chunk(piece))
            await client.SendAsync(part);
        using var server = await _app.AcceptAsync();
        var received = await TcpApp.ReadAsync(server, hello.Length);
        Assert.Equal(hello, received.Select(c => (byte)c));
    }

    [Theory]
    [InlineData("vault.example.org")]
    [InlineData(null)]
    public async Task A_name_without_a_route_is_reset(string? name)
    {
        using var client = await _app.ConnectAsync();
        await client.SendAsync(Hello.Record(Hello.Message(name)));
        await TcpApp.AssertResetAsync(client);
    }

    [Fact]
    public async Task Bytes_that_are_no_TLS_are_reset()
    {
        using var client = await _app.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        await TcpApp.AssertResetAsync(client);
    }

    [Fact]
    public async Task A_client_that_ends_without_a_hello_is_closed()
    {
        using var client = await _app.ConnectAsync();
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("", await TcpApp.ReadToEndAsync(client));
    }
}
