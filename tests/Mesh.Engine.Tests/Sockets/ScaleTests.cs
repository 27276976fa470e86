using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;
using Mesh.Engine.Tests.Tls;
using Mesh.Engine.Tls;

namespace Mesh.Engine.Tests.Sockets;

public sealed class ScaleTests : IDisposable
{
    private static readonly IpEndpoint Loopback = new([127, 0, 0, 1], 0);
    private readonly TestAuthority _authority = new("root");

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void ManyConnectionsComeAndGo()
    {
        const int Connections = 400;
        using var loop = new EventLoop();
        using var listener = TcpListener.Listen(loop, Loopback, new TcpListenerOptions(), new Acceptor(_ => new EchoHandler()));
        for (var round = 0; round < 2; round++)
        {
            var clients = Enumerable.Range(0, Connections).Select(index => new PingHandler(rounds: 3, abort: index % 3 == 0)).ToList();
            clients.ForEach(client => TcpConnector.Connect(loop, listener.Local, TcpConnectOptions.Default, client));
            loop.RunUntil(() => clients.TrueForAll(static client => client.IsClosed), "all closed");
            Assert.All(clients, static client => Assert.Equal(3, client.Rounds));
            loop.RunUntil(() => loop.OpenSockets == 1, "all descriptors closed");
        }
        Assert.Equal(loop.Buffers.IdleBlocks * 16L * 1024, loop.Buffers.AllocatedBytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnEchoAllocatesNothing(bool tls)
    {
        using var loop = new EventLoop();
        using var server = TlsContext.CreateServer(_authority.Issue("server"), new());
        using var client = TlsContext.CreateClient(_authority.Issue("client"), new());
        using var listener = TcpListener.Listen(loop, Loopback, new TcpListenerOptions { Tls = tls ? server : null }, new Acceptor(_ => new EchoHandler()));
        var ping = new PingHandler(rounds: int.MaxValue, abort: false);
        TcpConnector.Connect(loop, listener.Local, new TcpConnectOptions { Tls = tls ? client : null }, ping);
        loop.RunUntil(() => ping.Rounds > 500);

        var rounds = ping.Rounds;
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (ping.Rounds < rounds + 5000)
            loop.RunOnce(-1);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void TwoLoopsShareAnAddressAndATlsContext()
    {
        using var server = TlsContext.CreateServer(_authority.Issue("server"), new());
        using var client = TlsContext.CreateClient(_authority.Issue("client"), new());
        using var first = new EventLoop();
        using var second = new EventLoop();
        var options = new TcpListenerOptions { ReusePort = true, Tls = server };
        var accepted = new int[2];
        var listener = TcpListener.Listen(first, Loopback, options, Counting(0));
        TcpListener.Listen(second, listener.Local, options, Counting(1));
        first.Start("first");
        second.Start("second");
        using var clients = new EventLoop();
        var pings = Enumerable.Range(0, 64).Select(static _ => new PingHandler(rounds: 20, abort: false)).ToList();
        pings.ForEach(ping => TcpConnector.Connect(clients, listener.Local, new TcpConnectOptions { Tls = client }, ping));

        clients.RunUntil(() => pings.TrueForAll(static ping => ping.IsClosed), "all closed");

        Assert.All(pings, static ping => Assert.Equal(20, ping.Rounds));
        Assert.Equal(64, accepted[0] + accepted[1]);
        // The kernel spreads by hash: that one of them got none of 64 has a chance of 2^-63.
        Assert.All(accepted, static count => Assert.NotEqual(0, count));

        Acceptor Counting(int index) => new(_ =>
        {
            Interlocked.Increment(ref accepted[index]);
            return new EchoHandler();
        });
    }
}
