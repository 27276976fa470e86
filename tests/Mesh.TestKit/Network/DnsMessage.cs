using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Mesh.TestKit.Network;

/// <summary>Types of DNS records.</summary>
public enum DnsType
{
    /// <summary>IPv4 addresses.</summary>
    A = 1,

    /// <summary>IPv6 addresses.</summary>
    Aaaa = 28,
}

/// <summary>A DNS answer (RFC 1035 §4).</summary>
/// <param name="ResponseCode">0 no error, 2 server failure, 3 no such name.</param>
/// <param name="Truncated">Whether the rest is to be had over TCP.</param>
/// <param name="Addresses">Addresses in its A and AAAA records.</param>
/// <param name="TimeToLive">Of the first record, in seconds; 0 without records.</param>
public sealed record DnsAnswer(int ResponseCode, bool Truncated, IReadOnlyList<IPAddress> Addresses, uint TimeToLive);

/// <summary>Writes questions and reads answers.</summary>
public static class DnsMessage
{
    private const int HeaderLength = 12;

    /// <summary>A question for one name and type, recursion desired.</summary>
    public static byte[] Question(ushort id, string name, DnsType type)
    {
        ArgumentNullException.ThrowIfNull(name);
        var message = new List<byte>([(byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        foreach (var label in name.TrimEnd('.').Split('.'))
        {
            message.Add((byte)label.Length);
            message.AddRange(Encoding.ASCII.GetBytes(label));
        }

        message.AddRange([0, 0, (byte)type, 0, 1]);
        return [.. message];
    }

    /// <summary>Answers a question with addresses of one family, time to live 30 s: for a test's own nameserver.</summary>
    public static byte[] Answer(ReadOnlySpan<byte> question, params IReadOnlyList<IPAddress> addresses)
    {
        var message = new List<byte>(question.ToArray());
        message[2] |= 0x80;
        message[7] = (byte)addresses.Count;
        foreach (var address in addresses)
        {
            var bytes = address.GetAddressBytes();
            message.AddRange([0xC0, HeaderLength, 0, (byte)(bytes.Length == 4 ? DnsType.A : DnsType.Aaaa), 0, 1, 0, 0, 0, 30, 0, (byte)bytes.Length, .. bytes]);
        }

        return [.. message];
    }

    /// <summary>Reads an answer.</summary>
    public static DnsAnswer Parse(ReadOnlySpan<byte> message)
    {
        var addresses = new List<IPAddress>();
        var timeToLive = 0u;
        var offset = HeaderLength;
        for (var question = 0; question < BinaryPrimitives.ReadUInt16BigEndian(message[4..]); question++)
        {
            offset = AfterName(message, offset) + 4;
        }

        for (var record = 0; record < BinaryPrimitives.ReadUInt16BigEndian(message[6..]); record++)
        {
            offset = AfterName(message, offset);
            var type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(message[offset..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 8)..]);
            timeToLive = record == 0 ? BinaryPrimitives.ReadUInt32BigEndian(message[(offset + 4)..]) : timeToLive;
            if (type is DnsType.A or DnsType.Aaaa)
            {
                addresses.Add(new IPAddress(message.Slice(offset + 10, length)));
            }

            offset += 10 + length;
        }

        return new DnsAnswer(message[3] & 0xF, (message[2] & 2) != 0, addresses, timeToLive);
    }

    private static int AfterName(ReadOnlySpan<byte> message, int offset)
    {
        while (message[offset] is not 0 and < 0xC0)
        {
            offset += 1 + message[offset];
        }

        return offset + (message[offset] == 0 ? 1 : 2);
    }
}
