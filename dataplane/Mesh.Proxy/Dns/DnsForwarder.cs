using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Dns;

/// <summary>
/// Sends questions to the upstream resolver under random ids and matches its answers by id, sender and question. An answer
/// that does not match is dropped; a question without an answer within five seconds is answered SERVFAIL.
/// </summary>
internal sealed class DnsForwarder : IDatagramHandler, IDisposable
{
    private const long TimeoutMilliseconds = 5000;
    private const int MaxPending = 4096;

    private readonly ProxyLoop _loop;
    private readonly IpEndpoint _upstream;
    private readonly UdpSocket _socket;
    private readonly Dictionary<ushort, Pending> _pending = [];

    /// <summary>Opens a socket on a random port.</summary>
    internal DnsForwarder(ProxyLoop loop, IpEndpoint upstream)
    {
        _loop = loop;
        _upstream = upstream;
        var any = IpEndpoint.From(upstream.IsV4 ? IPAddress.Any : IPAddress.IPv6Any, 0);
        _socket = UdpSocket.Bind(loop.Events, any, new UdpSocketOptions(), this);
    }

    /// <summary>Questions without an answer yet.</summary>
    internal int Waiting => _pending.Count;

    /// <summary>Forwards one question.</summary>
    internal void Forward(byte[] query, DnsQuestion question, IDnsClient client)
    {
        if (_pending.Count >= MaxPending || NewId() is not { } id)
        {
            Fail(query, question, client);
            return;
        }
        var pending = new Pending(query, question, client);
        pending.Timer = new LoopTimer(() => Expire(id));
        _pending[id] = pending;
        _loop.Events.Arm(pending.Timer, TimeoutMilliseconds);
        var message = (byte[])query.Clone();
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        _socket.Send(message, new DatagramPath(_upstream, default));
    }

    /// <inheritdoc/>
    public void OnDatagram(UdpSocket socket, ReadOnlySpan<byte> datagram, DatagramPath path)
    {
        if (path.Remote != _upstream || datagram.Length < DnsMessage.HeaderLength || (datagram[2] & 0x80) == 0)
            return;
        var id = BinaryPrimitives.ReadUInt16BigEndian(datagram);
        if (!_pending.TryGetValue(id, out var pending) || !RepeatsQuestion(datagram, pending))
            return;
        Remove(id, pending);
        var message = datagram.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(message, pending.Question.Id);
        pending.Client.Answer(message);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pending in _pending.Values)
            _loop.Events.Cancel(pending.Timer!);
        _pending.Clear();
        _socket.Dispose();
    }

    private static bool RepeatsQuestion(ReadOnlySpan<byte> answer, Pending pending) =>
        answer.Length >= pending.Question.End
        && answer[DnsMessage.HeaderLength..pending.Question.End].SequenceEqual(pending.Query.AsSpan(DnsMessage.HeaderLength, pending.Question.End - DnsMessage.HeaderLength));

    private static void Fail(byte[] query, DnsQuestion question, IDnsClient client)
    {
        var buffer = new byte[DnsMessage.MaxUdpLength];
        client.Answer(buffer.AsSpan(0, DnsMessage.WriteError(query, question.End, DnsResponseCode.ServerFailure, buffer)));
    }

    private ushort? NewId()
    {
        for (var attempt = 0; attempt < 16; attempt++)
        {
            var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
            if (!_pending.ContainsKey(id))
                return id;
        }
        return null;
    }

    private void Expire(ushort id)
    {
        if (!_pending.Remove(id, out var pending))
            return;
        Fail(pending.Query, pending.Question, pending.Client);
    }

    private void Remove(ushort id, Pending pending)
    {
        _pending.Remove(id);
        _loop.Events.Cancel(pending.Timer!);
    }

    private sealed class Pending(byte[] query, DnsQuestion question, IDnsClient client)
    {
        internal byte[] Query => query;

        internal DnsQuestion Question => question;

        internal IDnsClient Client => client;

        internal LoopTimer? Timer { get; set; }
    }
}
