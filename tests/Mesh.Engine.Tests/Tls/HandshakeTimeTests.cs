using System.Net.Sockets;

using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;
using Mesh.Engine.Tls;

using Microsoft.Extensions.Time.Testing;

using TcpListener = Mesh.Engine.Sockets.TcpListener;

namespace Mesh.Engine.Tests.Tls;

/// <summary>Peers that do not behave during the handshake.</summary>
public sealed class HandshakeTimeTests : IDisposable
{
    private static readonly IpEndpoint Loopback = new([127, 0, 0, 1], 0);
    private readonly TestAuthority _authority = new("root");
    private readonly FakeTimeProvider _time = new();
    private readonly EventLoop _loop;
    private readonly TlsContext _server;
    private readonly RecordingHandler _handler = new();
    private readonly TcpListener _listener;
    private readonly Socket _peer = new(SocketType.Stream, ProtocolType.Tcp);

    public HandshakeTimeTests()
    {
        _loop = new EventLoop(_time);
        _server = TlsContext.CreateServer(_authority.Issue("server"), new() { HandshakeTimeoutMilliseconds = 900 });
        _listener = TcpListener.Listen(_loop, Loopback, new TcpListenerOptions { Tls = _server }, new Acceptor(_handler));
        _peer.Connect(_listener.Local.ToIPEndPoint());
        _loop.RunUntil(() => _loop.OpenSockets == 2);
    }

    public void Dispose()
    {
        _loop.Dispose();
        _server.Dispose();
        _peer.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void ASilentClientIsDropped()
    {
        _time.Advance(TimeSpan.FromMilliseconds(890));
        _loop.RunOnce(0);
        Assert.Null(_handler.Closed);
        _time.Advance(TimeSpan.FromMilliseconds(20));
        _loop.RunOnce(0);
        Assert.Equal(["closed ConnectTimeout"], _handler.Events);
        Assert.Equal(1, _loop.OpenSockets);
    }

    [Fact]
    public void AServerThatResetsHasNoRoomAndIsNoWrongPeer()
    {
        using var client = TlsContext.CreateClient(_authority.Issue("client"), new());
        using var plain = TcpListener.Listen(_loop, Loopback, new TcpListenerOptions(), new Acceptor(_ => null));
        var outgoing = new RecordingHandler();
        TcpConnector.Connect(_loop, plain.Local, new TcpConnectOptions { Tls = client }, outgoing);
        _loop.RunUntil(() => outgoing.Closed is not null);
        Assert.Equal(CloseReason.ConnectFailed, outgoing.Closed);
    }

    [Fact]
    public void ASilentServerIsGivenUp()
    {
        using var client = TlsContext.CreateClient(_authority.Issue("client"), new() { HandshakeTimeoutMilliseconds = 900 });
        var plain = TcpListener.Listen(_loop, Loopback, new TcpListenerOptions(), new Acceptor(new RecordingHandler { Data = static _ => { } }));
        var outgoing = new RecordingHandler();
        TcpConnector.Connect(_loop, plain.Local, new TcpConnectOptions { Tls = client }, outgoing);
        for (var turn = 0; turn < 20; turn++)
            _loop.RunOnce(0);
        _time.Advance(TimeSpan.FromSeconds(1));
        _loop.RunOnce(0);
        Assert.Equal(CloseReason.ConnectTimeout, outgoing.Closed);
        Assert.Contains("TLS handshake", outgoing.Detail);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n")]
    public void WhatIsNotTlsIsRefusedWithAHint(string text)
    {
        _peer.Send(System.Text.Encoding.ASCII.GetBytes(text));
        _loop.RunUntil(() => _handler.Closed is not null);
        Assert.Equal(CloseReason.TlsFailed, _handler.Closed);
        Assert.Contains("does not speak TLS", _handler.Detail);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AClientThatLeavesIsAFailedHandshake(bool reset)
    {
        if (reset)
            _peer.LingerState = new LingerOption(true, 0);
        _peer.Close();
        _loop.RunUntil(() => _handler.Closed is not null);
        Assert.Equal(CloseReason.TlsFailed, _handler.Closed);
        _loop.RunUntil(() => _loop.OpenSockets == 1);
    }

    [Fact]
    public void RandomRecordsNeverHarmTheLoop()
    {
        var random = new Random(5);
        for (var i = 0; i < 40; i++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(_listener.Local.ToIPEndPoint());
            var bytes = new byte[random.Next(1, 2000)];
            random.NextBytes(bytes);
            byte[] head = [0x16, 0x03, 0x01, (byte)((bytes.Length - 5) >> 8), (byte)(bytes.Length - 5)];
            head.CopyTo(bytes.AsSpan(0, Math.Min(5, bytes.Length)).Length == 5 ? bytes : new byte[5], 0);
            socket.Send(bytes);
            socket.Shutdown(SocketShutdown.Send);
            var closed = _handler.Events.Count;
            _loop.RunUntil(() => _handler.Events.Count > closed);
        }
        Assert.DoesNotContain("connected", _handler.Events);
    }
}
