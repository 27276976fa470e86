using System.Net.Sockets;

using Mesh.Engine.Buffers;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;
using Microsoft.Extensions.Time.Testing;

using TcpListener = Mesh.Engine.Sockets.TcpListener;

namespace Mesh.Engine.Tests.Loops;

/// <summary>Buffers at their limit: connections whose bytes nobody takes hold no more than that, and lose in the end.</summary>
public sealed class BufferShortageTests : IDisposable
{
    private const int Limit = 64 * BufferPool.BlockSize;
    private const int Senders = 20;

    private readonly EventLoop _loop = new();
    private readonly List<Socket> _sockets = [];

    public void Dispose()
    {
        _sockets.ForEach(static socket => socket.Dispose());
        _loop.Dispose();
    }

    [Fact]
    public void Connections_hold_no_more_than_the_limit_and_are_reset_for_others()
    {
        _loop.Buffers.Limit = Limit;
        var acceptor = new HoardAcceptor();
        using var listener = TcpListener.Listen(_loop, new IpEndpoint([127, 0, 0, 1], 0), new TcpListenerOptions(), acceptor);
        var block = new byte[64 * 1024];
        var most = 0L;
        for (var i = 0; i < Senders; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096, SendBufferSize = 4096 };
            socket.Connect(listener.Local.ToIPEndPoint());
            socket.Blocking = false;
            _sockets.Add(socket);
        }
        _loop.RunUntil(() =>
        {
            foreach (var socket in _sockets)
                socket.Send(block, 0, block.Length, SocketFlags.None, out _);
            most = Math.Max(most, _loop.Buffers.UsedBytes);
            return _loop.Shortage.Resets > 0;
        });
        // What one connection reads in a turn may still come in.
        Assert.InRange(most, Limit, Limit + (Limit / 4));

        _sockets.ForEach(static socket => socket.Dispose());
        _loop.RunUntil(() =>
        {
            acceptor.Connections.ForEach(static connection => connection.Input.Consume(connection.Input.Length));
            return _loop.OpenSockets == 1 && _loop.Shortage.Waiting == 0;
        });
        Assert.Equal(0, _loop.Buffers.UsedBytes);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public void A_moment_of_room_does_not_begin_the_patience_anew(int every, bool isReset)
    {
        var time = new FakeTimeProvider();
        using var loop = new EventLoop(time);
        var acceptor = new HoardAcceptor();
        using var listener = TcpListener.Listen(loop, new IpEndpoint([127, 0, 0, 1], 0), new TcpListenerOptions(), acceptor);
        using var hoarder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        hoarder.Connect(listener.Local.ToIPEndPoint());
        hoarder.Send(new byte[64]);
        loop.RunUntil(() => acceptor.Connections.Count == 1 && acceptor.Connections[0].Input.Length > 0);
        var waiting = new Waiting(loop);

        for (var tick = 1; tick <= 1000 && loop.Shortage.Resets == 0; tick++)
        {
            loop.Buffers.Limit = tick % every == 0 ? long.MaxValue : 1;
            waiting.AwaitRoom();
            time.Advance(TimeSpan.FromMilliseconds(10));
            loop.RunOnce(0);
        }
        Assert.Equal(isReset ? 1 : 0, loop.Shortage.Resets);
    }

    // Needs buffers whenever there are none.
    private sealed class Waiting(EventLoop loop) : IBufferUser
    {
        private bool _waits;

        public long BytesInUse => 0;

        public void OnBuffersFree() => _waits = false;

        public void Abort()
        {
        }

        internal void AwaitRoom()
        {
            if (_waits || !loop.Buffers.IsFull)
                return;
            _waits = true;
            loop.Shortage.Await(this);
        }
    }

    private sealed class HoardAcceptor : IConnectionAcceptor
    {
        internal List<Connection> Connections { get; } = [];

        public IConnectionHandler OnAccept(Connection connection)
        {
            Connections.Add(connection);
            return new Hoard();
        }
    }

    // Keeps what comes. An echo to peers that take nothing would do the same only after the kernel's own buffers, of unknown size.
    private sealed class Hoard : IConnectionHandler
    {
        public void OnConnected(Connection connection)
        {
        }

        public void OnData(Connection connection)
        {
        }

        public void OnEndOfInput(Connection connection) => connection.Close();

        public void OnWritable(Connection connection)
        {
        }

        public void OnClosed(Connection connection, CloseReason reason)
        {
        }
    }
}
