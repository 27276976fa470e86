using System.Buffers.Binary;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Dns;

/// <summary>DNS over TCP: messages with a two-byte length in front (RFC 7766).</summary>
internal sealed class TcpDnsConnection : IConnectionHandler, IDnsClient
{
    private const long IdleMilliseconds = 10_000;

    private readonly ProxyLoop _loop;
    private readonly DnsResponder _responder;
    private readonly Connection _connection;
    private readonly LoopTimer _idle;

    private TcpDnsConnection(ProxyLoop loop, DnsResponder responder, Connection connection)
    {
        _loop = loop;
        _responder = responder;
        _connection = connection;
        _idle = new LoopTimer(connection.Close);
    }

    /// <inheritdoc/>
    public int MaxLength => 16 * 1024;

    /// <inheritdoc/>
    public void Answer(ReadOnlySpan<byte> message)
    {
        if (_connection.IsClosed)
            return;
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)message.Length);
        _connection.Output.Append(length);
        _connection.Output.Append(message);
        _connection.ScheduleFlush();
    }

    /// <inheritdoc/>
    public void Forward(byte[] query, DnsQuestion question) => _ = new TcpDnsForward(_loop, query, question, this);

    /// <inheritdoc/>
    public void OnConnected(Connection connection) => _loop.Events.Arm(_idle, IdleMilliseconds);

    /// <inheritdoc/>
    public void OnData(Connection connection)
    {
        _loop.Events.Arm(_idle, IdleMilliseconds);
        while (TcpDnsFrame.TryRead(connection.Input, out var message))
            _responder.OnQuery(message, this);
    }

    /// <inheritdoc/>
    public void OnEndOfInput(Connection connection) => connection.Close();

    /// <inheritdoc/>
    public void OnWritable(Connection connection)
    {
    }

    /// <inheritdoc/>
    public void OnClosed(Connection connection, CloseReason reason) => _loop.Events.Cancel(_idle);

    /// <summary>Accepts DNS connections.</summary>
    internal sealed class Acceptor(ProxyLoop loop, DnsResponder responder) : IConnectionAcceptor
    {
        /// <inheritdoc/>
        public IConnectionHandler? OnAccept(Connection connection) => new TcpDnsConnection(loop, responder, connection);
    }
}
