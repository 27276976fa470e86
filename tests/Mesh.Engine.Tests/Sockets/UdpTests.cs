using System.Net;

using Mesh.Engine.Buffers;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;

namespace Mesh.Engine.Tests.Sockets;

public sealed class UdpTests : IDisposable
{
    private readonly EventLoop _loop = new();
    private readonly Receiver _server = new();
    private readonly Receiver _client = new();

    public void Dispose() => _loop.Dispose();

    [Theory]
    [InlineData("127.0.0.1:0", "127.0.0.1:0", false)]
    [InlineData("[::1]:0", "[::1]:0", false)]
    [InlineData("[::]:0", "127.0.0.1:0", true)]
    [InlineData("[::]:0", "[::1]:0", true)]
    public void DatagramsGoBothWays(string serverAddress, string clientAddress, bool dualStack)
    {
        using var server = Bind(serverAddress, _server, new() { DualStack = dualStack });
        using var client = Bind(clientAddress, _client);
        var target = client.Local.WithPort(server.Local.Port);

        Assert.True(client.Send("ping"u8, new DatagramPath(target, default)));
        _loop.RunUntil(() => _server.Datagrams.Count == 1);
        var (bytes, path) = _server.Datagrams[0];
        Assert.Equal("ping"u8.ToArray(), bytes);
        Assert.Equal(new DatagramPath(client.Local, target), path);

        Assert.True(server.Send([], path));
        _loop.RunUntil(() => _client.Datagrams.Count == 1);
        Assert.Empty(_client.Datagrams[0].Bytes);
        Assert.Equal(target, _client.Datagrams[0].Path.Remote);
    }

    [Fact]
    public void TheAnswerComesFromTheAddressThatWasAsked()
    {
        using var server = Bind("0.0.0.0:0", _server);
        using var client = Bind("127.0.0.1:0", _client);
        var asked = new IpEndpoint([127, 0, 0, 9], server.Local.Port);
        client.Send("?"u8, new DatagramPath(asked, default));
        _loop.RunUntil(() => _server.Datagrams.Count == 1);
        Assert.Equal(asked, _server.Datagrams[0].Path.Local);
        server.Send("!"u8, _server.Datagrams[0].Path);
        _loop.RunUntil(() => _client.Datagrams.Count == 1);
        Assert.Equal(asked, _client.Datagrams[0].Path.Remote);
    }

    [Fact]
    public void MoreDatagramsThanATurnTakesAllArriveInOrder()
    {
        using var server = Bind("127.0.0.1:0", _server);
        using var client = Bind("127.0.0.1:0", _client);
        for (byte i = 0; i < 150; i++)
            Assert.True(client.Send([i], new DatagramPath(server.Local, default)));
        _loop.RunUntil(() => _server.Datagrams.Count == 150);
        Assert.Equal(Enumerable.Range(0, 150), _server.Datagrams.Select(static entry => (int)entry.Bytes[0]));
        Assert.True(_server.MostPerTurn(_loop) <= 64);
    }

    [Fact]
    public void OversizedDatagramsAreDropped()
    {
        using var server = Bind("127.0.0.1:0", _server);
        using var client = Bind("127.0.0.1:0", _client);
        Assert.True(client.Send(new byte[BufferPool.BlockSize + 1], new DatagramPath(server.Local, default)));
        Assert.True(client.Send(new byte[BufferPool.BlockSize], new DatagramPath(server.Local, default)));
        _loop.RunUntil(() => _server.Datagrams.Count == 1);
        Assert.Equal(BufferPool.BlockSize, _server.Datagrams[0].Bytes.Length);
        Assert.Equal(1, server.Oversized);
    }

    [Fact]
    public void WhatCannotBeSentIsSaid()
    {
        var socket = Bind("127.0.0.1:0", _client);
        Assert.False(socket.Send("x"u8, new DatagramPath(IpEndpoint.From(IPAddress.IPv6Loopback, 9), default)));
        Assert.False(socket.Send(new byte[70_000], new DatagramPath(socket.Local, default)));
        socket.Dispose();
        socket.Dispose();
        Assert.False(socket.Send("x"u8, new DatagramPath(socket.Local, default)));
        Assert.Equal(0, _loop.OpenSockets);
    }

    [Fact]
    public void ADeadPeerDoesNotStopTheSocket()
    {
        using var server = Bind("127.0.0.1:0", _server);
        var gone = Bind("127.0.0.1:0", _client);
        gone.Dispose();
        for (var i = 0; i < 3; i++)
        {
            server.Send("x"u8, new DatagramPath(gone.Local, default));
            _loop.RunOnce(0);
        }
        using var client = Bind("127.0.0.1:0", _client);
        client.Send("y"u8, new DatagramPath(server.Local, default));
        _loop.RunUntil(() => _server.Datagrams.Count == 1);
    }

    [Fact]
    public void SocketsMayShareAPort()
    {
        using var first = Bind("127.0.0.1:0", _server, new() { ReusePort = true });
        using var second = UdpSocket.Bind(_loop, first.Local, new() { ReusePort = true }, _server);
        Assert.Equal(first.Local, second.Local);
        Assert.Throws<IOException>(() => UdpSocket.Bind(_loop, first.Local, new(), _server));
    }

    private UdpSocket Bind(string address, Receiver receiver, UdpSocketOptions? options = null)
    {
        Assert.True(IpEndpoint.TryParse(address, out var local));
        receiver.Loop = _loop;
        return UdpSocket.Bind(_loop, local, options ?? new(), receiver);
    }

    private sealed class Receiver : IDatagramHandler
    {
        private readonly Dictionary<long, int> _perTurn = [];

        public List<(byte[] Bytes, DatagramPath Path)> Datagrams { get; } = [];

        public EventLoop Loop { get; set; } = null!;

        private long _turn;

        public void OnDatagram(UdpSocket socket, ReadOnlySpan<byte> datagram, DatagramPath path)
        {
            if (!_perTurn.TryGetValue(_turn, out var count))
                Loop.Defer(new EndOfTurn(this));
            _perTurn[_turn] = count + 1;
            Datagrams.Add((datagram.ToArray(), path));
        }

        public int MostPerTurn(EventLoop _) => _perTurn.Values.Max();

        private sealed class EndOfTurn(Receiver owner) : ILoopWork
        {
            public void Run() => owner._turn++;
        }
    }
}
