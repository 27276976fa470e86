using System.Net.Sockets;

using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;

using TcpListener = Mesh.Engine.Sockets.TcpListener;

namespace Mesh.Engine.Tests.Sockets;

/// <summary>A socket that two owners have, as two processes would.</summary>
public sealed class DescriptorPassingTests : IDisposable
{
    private static readonly IpEndpoint Any = new([127, 0, 0, 1], 0);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"passing-{Guid.NewGuid():N}");
    private readonly Socket _server = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Socket _sender = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Socket _receiver;
    private readonly EventLoop _loop = new();
    private readonly List<SafeSocketDescriptor> _received = [];

    public DescriptorPassingTests()
    {
        _server.Bind(new UnixDomainSocketEndPoint(_path));
        _server.Listen();
        _sender.Connect(new UnixDomainSocketEndPoint(_path));
        _receiver = _server.Accept();
    }

    public void Dispose()
    {
        _received.ForEach(static socket => socket.Dispose());
        _loop.Dispose();
        _receiver.Dispose();
        _sender.Dispose();
        _server.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void AConnectionThatWaitsInTheQueueIsAcceptedByTheOtherOwner()
    {
        var old = TcpListener.Listen(_loop, Any, new TcpListenerOptions(), new Acceptor(new RecordingHandler()));
        var address = old.Local;
        var passed = Pass(old.Duplicate());
        old.Dispose();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(address.ToIPEndPoint());

        var handler = new RecordingHandler();
        using var adopted = TcpListener.Adopt(_loop, passed, new TcpListenerOptions(), new Acceptor(handler));
        _loop.RunUntil(() => handler.Connection is not null);

        Assert.Equal(address, adopted.Local);
        Assert.Equal(client.LocalEndPoint, handler.Connection!.Remote.ToIPEndPoint());
    }

    [Fact]
    public void ADatagramThatCameAfterTheOldOwnerStoppedGoesToTheOther()
    {
        var old = new Receiver();
        var next = new Receiver();
        using var first = UdpSocket.Bind(_loop, Any, new UdpSocketOptions(), old);
        using var client = UdpSocket.Bind(_loop, Any, new UdpSocketOptions(), new Receiver());
        var passed = Pass(first.Duplicate());
        first.StopReceiving();
        first.StopReceiving();
        client.Send("query"u8, new DatagramPath(first.Local, default));
        _loop.RunOnce(0);

        using var adopted = UdpSocket.Adopt(_loop, passed, next);
        _loop.RunUntil(() => next.Count == 1);

        Assert.Equal(0, old.Count);
        Assert.True(first.Send("answer"u8, new DatagramPath(client.Local, default)));
    }

    [Fact]
    public void AMessageWithoutSocketsIsAMessage()
    {
        DescriptorPassing.Send(_sender.SafeHandle, "hello"u8, []);
        var buffer = new byte[16];
        Assert.Equal(5, DescriptorPassing.Receive(_receiver.SafeHandle, buffer, _received));
        Assert.Empty(_received);
        _sender.Dispose();
        Assert.Equal(0, DescriptorPassing.Receive(_receiver.SafeHandle, buffer, _received));
    }

    [Fact]
    public void AllSocketsOfAFullMessageArrive()
    {
        using var listener = TcpListener.Listen(_loop, Any, new TcpListenerOptions(), new Acceptor(new RecordingHandler()));
        var many = Enumerable.Range(0, DescriptorPassing.MaxDescriptors).Select(_ => listener.Duplicate()).ToArray();
        DescriptorPassing.Send(_sender.SafeHandle, "x"u8, many);
        Assert.Throws<ArgumentException>(() => DescriptorPassing.Send(_sender.SafeHandle, "x"u8, [.. many, many[0]]));
        DescriptorPassing.Receive(_receiver.SafeHandle, new byte[16], _received);
        Assert.Equal(DescriptorPassing.MaxDescriptors, _received.Count);
        Assert.All(_received, socket => Assert.Equal((listener.Local, true, false), (socket.Local, socket.IsListener, socket.IsDatagram)));
        Array.ForEach(many, static socket => socket.Dispose());
    }

    [Fact]
    public void ThePeerIsKnown()
    {
        Assert.Equal((Environment.ProcessId, DescriptorPassing.OwnUser), DescriptorPassing.Peer(_receiver.SafeHandle));
        using var listener = TcpListener.Listen(_loop, Any, new TcpListenerOptions(), new Acceptor(new RecordingHandler()));
        Assert.Throws<ArgumentException>(() => UdpSocket.Adopt(_loop, Pass(listener.Duplicate()), new Receiver()));
    }

    private SafeSocketDescriptor Pass(SafeSocketDescriptor socket)
    {
        DescriptorPassing.Send(_sender.SafeHandle, "one"u8, [socket]);
        socket.Dispose();
        DescriptorPassing.Receive(_receiver.SafeHandle, new byte[16], _received);
        return _received[^1];
    }

    private sealed class Receiver : IDatagramHandler
    {
        public int Count { get; private set; }

        public void OnDatagram(UdpSocket socket, ReadOnlySpan<byte> datagram, DatagramPath path) => Count++;
    }
}
