using Mesh.Discovery.Snapshots;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Dns;

/// <summary>Where a question's answer goes; one question, one answer.</summary>
internal interface IDnsClient
{
    /// <summary>Longest answer the transport takes.</summary>
    int MaxLength { get; }

    /// <summary>Sends the answer.</summary>
    void Answer(ReadOnlySpan<byte> message);

    /// <summary>Sends the question to the upstream resolver.</summary>
    void Forward(byte[] query, DnsQuestion question);
}

/// <summary>Answers questions about mesh names, waiting for the control plane at most two seconds; leaves the rest to the upstream resolver.</summary>
internal sealed class DnsResponder(ProxyLoop loop)
{
    private const int MaxWaiting = 1000;

    private int _waiting;

    /// <summary>Takes a query; nothing is answered to what is not even a message.</summary>
    internal void OnQuery(ReadOnlySpan<byte> message, IDnsClient client)
    {
        if (message.Length < DnsMessage.HeaderLength || (message[2] & 0x80) != 0)
            return;
        var query = message.ToArray();
        if (!DnsMessage.TryReadQuery(query, out var question))
        {
            Error(query, DnsMessage.HeaderLength, DnsResponseCode.NotImplemented, client);
            return;
        }
        if (TryAnswer(query, question, client))
            return;
        loop.State.Discovery.RequestName(question.Name);
        if (_waiting >= MaxWaiting)
        {
            Error(query, question.End, DnsResponseCode.ServerFailure, client);
            return;
        }
        _waiting++;
        loop.Holds.Add(() => Retry(query, question, client), () => Expire(query, question, client));
    }

    private static void Error(byte[] query, int end, DnsResponseCode code, IDnsClient client)
    {
        var buffer = new byte[DnsMessage.MaxUdpLength];
        client.Answer(buffer.AsSpan(0, DnsMessage.WriteError(query, end, code, buffer)));
    }

    private static void Answer(byte[] query, DnsQuestion question, DnsAnswer answer, IDnsClient client)
    {
        var buffer = new byte[client.MaxLength];
        var ttl = (uint)Math.Clamp(answer.Ttl.TotalSeconds, 0, 3600);
        client.Answer(buffer.AsSpan(0, DnsMessage.WriteAnswer(query, question, answer.Addresses, ttl, buffer)));
    }

    private bool Retry(byte[] query, DnsQuestion question, IDnsClient client)
    {
        if (!TryAnswer(query, question, client))
            return false;
        _waiting--;
        return true;
    }

    private void Expire(byte[] query, DnsQuestion question, IDnsClient client)
    {
        _waiting--;
        Error(query, question.End, DnsResponseCode.ServerFailure, client);
    }

    private bool TryAnswer(byte[] query, DnsQuestion question, IDnsClient client)
    {
        switch (DnsResolution.Decide(loop.State.Discovery.Current, question.Name, out var answer))
        {
            case DnsVerdict.Answer:
                Answer(query, question, answer!, client);
                return true;
            case DnsVerdict.NameError:
                Error(query, question.End, DnsResponseCode.NameError, client);
                return true;
            case DnsVerdict.Forward when loop.State.Options.DnsUpstream is null:
                Error(query, question.End, DnsResponseCode.ServerFailure, client);
                return true;
            case DnsVerdict.Forward:
                client.Forward(query, question);
                return true;
            default:
                return false;
        }
    }
}
