using System.Net;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Dns;

/// <summary>DNS over UDP.</summary>
internal sealed class UdpDnsServer : IDatagramHandler, IDisposable
{
    private readonly DnsResponder _responder;
    private readonly UdpSocket _socket;
    private readonly DnsForwarder? _forwarder;

    /// <summary>Listens on <paramref name="address"/>, or on a socket that is bound to it already.</summary>
    internal UdpDnsServer(ProxyLoop loop, DnsResponder responder, IPEndPoint address, SafeSocketDescriptor? bound)
    {
        _responder = responder;
        _socket = bound is null
            ? UdpSocket.Bind(loop.Events, IpEndpoint.From(address), new UdpSocketOptions { ReusePort = loop.State.Options.Loops > 1 }, this)
            : UdpSocket.Adopt(loop.Events, bound, this);
        if (loop.State.Options.DnsUpstream is { } upstream)
            _forwarder = new DnsForwarder(loop, IpEndpoint.From(upstream));
    }

    /// <summary>Where it listens.</summary>
    internal IpEndpoint Local => _socket.Local;

    /// <summary>Forwarded questions without an answer yet.</summary>
    internal int Waiting => _forwarder?.Waiting ?? 0;

    /// <summary>The socket for another process.</summary>
    internal SafeSocketDescriptor Duplicate() => _socket.Duplicate();

    /// <summary>Leaves further questions to who else has the socket; those that were forwarded are still answered.</summary>
    internal void StopReceiving() => _socket.StopReceiving();

    /// <inheritdoc/>
    public void OnDatagram(UdpSocket socket, ReadOnlySpan<byte> datagram, DatagramPath path) =>
        _responder.OnQuery(datagram, new Client(this, path));

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _forwarder?.Dispose();
    }

    private sealed class Client(UdpDnsServer server, DatagramPath path) : IDnsClient
    {
        public int MaxLength => DnsMessage.MaxUdpLength;

        public void Answer(ReadOnlySpan<byte> message) => server._socket.Send(message, path);

        public void Forward(byte[] query, DnsQuestion question) => server._forwarder!.Forward(query, question, this);
    }
}
