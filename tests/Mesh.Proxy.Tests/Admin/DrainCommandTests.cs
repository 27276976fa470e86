using System.Net;
using System.Net.Sockets;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.TestKit;
using Mesh.Traffic.Outbound;

namespace Mesh.Proxy.Tests.Admin;

/// <summary>The admin command <c>drain</c>, with a TCP connection that says nothing.</summary>
public sealed class DrainCommandTests : IDisposable
{
    private const string InProgress = "1 requests and connections are in progress";

    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _application = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public void Dispose()
    {
        _client.Dispose();
        _application.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task It_ends_when_what_is_in_progress_does()
    {
        await using var pair = await ConnectAsync("1m");
        using var served = await _application.AcceptAsync();
        using var admin = pair.Callee.OpenAdmin(_directory["admin.sock"]);
        using var answer = await DrainAsync();
        Assert.Equal(InProgress, await answer.ReadLineAsync());
        _client.Dispose();
        served.Dispose();
        Assert.EndsWith("drained\n", await answer.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_fails_at_the_deadline()
    {
        await using var pair = await ConnectAsync("3s");
        using var served = await _application.AcceptAsync();
        using var admin = pair.Callee.OpenAdmin(_directory["admin.sock"]);
        using var answer = await DrainAsync();
        Assert.EndsWith($"error: 3 seconds have passed: {InProgress}\n", await answer.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private async Task<ProxyPair> ConnectAsync(string deadline)
    {
        var pair = await ProxyPair.StartAsync("--drain-deadline", deadline);
        _application.Bind(new IPEndPoint(pair.Callee.Address, 0));
        _application.Listen();
        pair.ReadAs = (_, tcp) => OutboundDestination.ForTcp("240.240.0.3:80", tcp);
        pair.Route((IPEndPoint)_application.LocalEndPoint!);
        await _client.ConnectAsync(pair.Local);
        return pair;
    }

    private async Task<StreamReader> DrainAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_directory["admin.sock"]));
        await socket.SendAsync("drain\n"u8.ToArray());
        return new StreamReader(new NetworkStream(socket, ownsSocket: true));
    }
}
