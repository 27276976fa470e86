using System.Net.Sockets;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Handover;
using Mesh.Proxy.Runtime;
using Mesh.TestKit;
using TcpListener = Mesh.Engine.Sockets.TcpListener;

namespace Mesh.Proxy.Tests.Handover;

/// <summary>A successor whose predecessor dies, or says what it should not.</summary>
public sealed class DyingPredecessorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _server = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly StringWriter _log = new();
    private readonly EventLoop _loop = new();

    public DyingPredecessorTests()
    {
        _server.Bind(new UnixDomainSocketEndPoint(_directory["admin.sock"]));
        _server.Listen();
    }

    public void Dispose()
    {
        _loop.Dispose();
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Before_it_passed_its_sockets_the_successor_opens_its_own()
    {
        var (successor, predecessor) = await GreetAsync();
        predecessor.Dispose();
        using var passed = await successor.TakeAsync(CancellationToken.None);
        Assert.Null(passed.Take("0/tunnel", new IpEndpoint([127, 0, 0, 1], 0)));
        Assert.Contains("opening new ones", _log.ToString(), StringComparison.Ordinal);
        successor.Dispose();
    }

    [Fact]
    public async Task After_it_passed_them_the_successor_goes_on()
    {
        var (successor, predecessor) = await GreetAsync();
        using var listener = TcpListener.Listen(_loop, new IpEndpoint([127, 0, 0, 1], 0), new TcpListenerOptions(), new Refusing());
        using (var duplicate = listener.Duplicate())
            predecessor.Send("sockets 0/tunnel", duplicate);
        using var passed = await successor.TakeAsync(CancellationToken.None);
        predecessor.Dispose();
        await successor.CommitAsync(CancellationToken.None);
        using var socket = passed.Take("0/tunnel", listener.Local);
        Assert.NotNull(socket);
        Assert.Contains("gone before it drained", _log.ToString(), StringComparison.Ordinal);
        successor.Dispose();
    }

    [Theory]
    [InlineData("sockets 0/tunnel")]
    [InlineData("sockets")]
    [InlineData("error: not now")]
    public async Task What_does_not_fit_ends_the_successor(string answer)
    {
        var (successor, predecessor) = await GreetAsync();
        predecessor.Send(answer);
        await Assert.ThrowsAsync<InvalidOperationException>(() => successor.TakeAsync(CancellationToken.None));
        predecessor.Dispose();
        successor.Dispose();
    }

    [Fact]
    public async Task One_that_decides_to_stay_ends_the_successor()
    {
        var (successor, predecessor) = await GreetAsync();
        predecessor.Send("sockets ");
        using var passed = await successor.TakeAsync(CancellationToken.None);
        predecessor.Send("error: too late");
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => successor.CommitAsync(CancellationToken.None));
        Assert.Contains("too late", refusal.Message, StringComparison.Ordinal);
        predecessor.Dispose();
        successor.Dispose();
    }

    private async Task<(Successor Successor, HandoverChannel Predecessor)> GreetAsync()
    {
        var greeting = Successor.GreetAsync(_directory["admin.sock"], HandoverPair.Own, new ProxyLog(_log, TimeProvider.System), TimeProvider.System, CancellationToken.None);
        var predecessor = new HandoverChannel(await _server.AcceptAsync());
        Assert.Equal($"{Greeting.Command} {HandoverPair.Own}", await predecessor.ReadLineAsync(CancellationToken.None));
        predecessor.Send("ok 1 1.0.0");
        return ((await greeting)!, predecessor);
    }

    private sealed class Refusing : IConnectionAcceptor
    {
        public IConnectionHandler? OnAccept(Connection connection) => null;
    }
}
