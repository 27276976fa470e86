using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mesh.Proxy.Dns;

/// <summary>Reads queries and writes answers. RFC 1035 section 4. Pure; never throws on foreign bytes.</summary>
internal static class DnsMessage
{
    /// <summary>Length of the fixed header.</summary>
    internal const int HeaderLength = 12;

    /// <summary>Longest answer over UDP without EDNS. RFC 1035 section 2.3.4.</summary>
    internal const int MaxUdpLength = 512;

    private const int MaxNameLength = 253;
    private const ushort ClassInternet = 1;
    private const ushort FlagResponse = 0x8000;
    private const ushort FlagAuthoritative = 0x0400;
    private const ushort FlagTruncated = 0x0200;
    private const ushort FlagRecursionDesired = 0x0100;
    private const ushort FlagRecursionAvailable = 0x0080;
    private const ushort OpcodeMask = 0x7800;

    /// <summary>Reads a standard query with exactly one question of class IN.</summary>
    /// <returns>False for anything else; <paramref name="question"/> then still carries the id when there is one.</returns>
    internal static bool TryReadQuery(ReadOnlySpan<byte> message, out DnsQuestion question)
    {
        question = default;
        if (message.Length < HeaderLength)
            return false;
        question = new DnsQuestion(BinaryPrimitives.ReadUInt16BigEndian(message), "", 0, HeaderLength);
        var flags = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        if ((flags & (FlagResponse | OpcodeMask)) != 0 || BinaryPrimitives.ReadUInt16BigEndian(message[4..]) != 1)
            return false;
        if (!TryReadName(message, HeaderLength, out var name, out var end) || message.Length < end + 4)
            return false;
        if (BinaryPrimitives.ReadUInt16BigEndian(message[(end + 2)..]) != ClassInternet)
            return false;
        question = question with { Name = name, Type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(message[end..]), End = end + 4 };
        return true;
    }

    /// <summary>Writes an answer to <paramref name="query"/> with the addresses of the asked family; returns its length.</summary>
    /// <param name="query">The query; its header and question are repeated.</param>
    /// <param name="question">What <see cref="TryReadQuery"/> read.</param>
    /// <param name="addresses">All addresses of the name.</param>
    /// <param name="ttlSeconds">Time to live of the records.</param>
    /// <param name="destination">At least <paramref name="question"/>.End bytes; records that do not fit are left out and TC is set.</param>
    internal static int WriteAnswer(ReadOnlySpan<byte> query, DnsQuestion question, IReadOnlyList<IPAddress> addresses, uint ttlSeconds, Span<byte> destination)
    {
        var length = WriteHead(query, question.End, DnsResponseCode.NoError, destination);
        ushort count = 0;
        foreach (var address in addresses)
        {
            if (!IsWanted(question.Type, address.AddressFamily))
                continue;
            var size = address.AddressFamily == AddressFamily.InterNetwork ? 4 : 16;
            if (destination.Length - length < 12 + size)
            {
                SetFlag(destination, FlagTruncated);
                break;
            }
            length += WriteRecord(address, size, ttlSeconds, destination[length..]);
            count++;
        }
        BinaryPrimitives.WriteUInt16BigEndian(destination[6..], count);
        return length;
    }

    /// <summary>Writes an answer without records; returns its length.</summary>
    internal static int WriteError(ReadOnlySpan<byte> query, int questionEnd, DnsResponseCode code, Span<byte> destination) =>
        WriteHead(query, questionEnd, code, destination);

    private static bool IsWanted(DnsType type, AddressFamily family) => type switch
    {
        DnsType.A => family == AddressFamily.InterNetwork,
        DnsType.Aaaa => family == AddressFamily.InterNetworkV6,
        DnsType.Any => true,
        _ => false,
    };

    private static int WriteHead(ReadOnlySpan<byte> query, int questionEnd, DnsResponseCode code, Span<byte> destination)
    {
        query[..questionEnd].CopyTo(destination);
        var recursion = BinaryPrimitives.ReadUInt16BigEndian(query[2..]) & FlagRecursionDesired;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)(FlagResponse | FlagAuthoritative | FlagRecursionAvailable | recursion | (int)code));
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], (ushort)(questionEnd > HeaderLength ? 1 : 0));
        destination[6..HeaderLength].Clear();
        return questionEnd;
    }

    private static int WriteRecord(IPAddress address, int size, uint ttlSeconds, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, 0xC000 | HeaderLength);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)(size == 4 ? DnsType.A : DnsType.Aaaa));
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], ClassInternet);
        BinaryPrimitives.WriteUInt32BigEndian(destination[6..], ttlSeconds);
        BinaryPrimitives.WriteUInt16BigEndian(destination[10..], (ushort)size);
        address.TryWriteBytes(destination[12..], out _);
        return 12 + size;
    }

    private static void SetFlag(Span<byte> message, ushort flag) =>
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], (ushort)(BinaryPrimitives.ReadUInt16BigEndian(message[2..]) | flag));

    // A query's name is never compressed: a pointer (or any label over 63 bytes) is refused.
    private static bool TryReadName(ReadOnlySpan<byte> message, int start, out string name, out int end)
    {
        Span<byte> text = stackalloc byte[MaxNameLength + 1];
        var length = 0;
        name = "";
        for (end = start; end < message.Length;)
        {
            var label = message[end++];
            if (label == 0)
            {
                name = Encoding.ASCII.GetString(text[..Math.Max(0, length - 1)]);
                return true;
            }
            if (label > 63 || end + label > message.Length || length + label > MaxNameLength)
                return false;
            foreach (var b in message.Slice(end, label))
            {
                if (b is <= (byte)' ' or >= 0x7F or (byte)'.')
                    return false;
                text[length++] = b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
            }
            text[length++] = (byte)'.';
            end += label;
        }
        return false;
    }
}
