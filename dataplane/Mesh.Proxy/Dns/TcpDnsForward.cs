using System.Buffers.Binary;
using Mesh.Engine.Buffers;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Dns;

/// <summary>Reads length-prefixed DNS messages.</summary>
internal static class TcpDnsFrame
{
    /// <summary>Takes the next whole message; false when there is none yet.</summary>
    internal static bool TryRead(ByteQueue input, out byte[] message)
    {
        message = [];
        Span<byte> prefix = stackalloc byte[2];
        if (input.Peek(prefix) < 2)
            return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(prefix);
        if (input.Length < 2 + length)
            return false;
        message = new byte[2 + length];
        input.Peek(message);
        input.Consume(message.Length);
        message = message[2..];
        return true;
    }
}

/// <summary>One question to the upstream resolver over TCP.</summary>
internal sealed class TcpDnsForward : IConnectionHandler
{
    private const long TimeoutMilliseconds = 5000;

    private readonly byte[] _query;
    private readonly DnsQuestion _question;
    private readonly IDnsClient _client;
    private readonly ProxyLoop _loop;
    private readonly LoopTimer _timeout;
    private bool _answered;

    /// <summary>Begins to connect.</summary>
    internal TcpDnsForward(ProxyLoop loop, byte[] query, DnsQuestion question, IDnsClient client)
    {
        _query = query;
        _question = question;
        _client = client;
        _loop = loop;
        var connection = TcpConnector.Connect(loop.Events, IpEndpoint.From(loop.State.Options.DnsUpstream!), new TcpConnectOptions { ConnectTimeoutMilliseconds = 3000 }, this);
        _timeout = new LoopTimer(connection.Abort);
        loop.Events.Arm(_timeout, TimeoutMilliseconds);
    }

    /// <inheritdoc/>
    public void OnConnected(Connection connection)
    {
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)_query.Length);
        connection.Output.Append(length);
        connection.Output.Append(_query);
        connection.ScheduleFlush();
    }

    /// <inheritdoc/>
    public void OnData(Connection connection)
    {
        if (!TcpDnsFrame.TryRead(connection.Input, out var message))
            return;
        _answered = true;
        _client.Answer(message);
        connection.Close();
    }

    /// <inheritdoc/>
    public void OnEndOfInput(Connection connection) => connection.Close();

    /// <inheritdoc/>
    public void OnWritable(Connection connection)
    {
    }

    /// <inheritdoc/>
    public void OnClosed(Connection connection, CloseReason reason)
    {
        _loop.Events.Cancel(_timeout);
        if (_answered)
            return;
        var buffer = new byte[DnsMessage.MaxUdpLength];
        _client.Answer(buffer.AsSpan(0, DnsMessage.WriteError(_query, _question.End, DnsResponseCode.ServerFailure, buffer)));
    }
}
