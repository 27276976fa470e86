using System.Buffers;
using System.Buffers.Binary;

namespace Mesh.Proxy.ServerNames;

/// <summary>
/// Reads the server name a TLS client asks for out of its first message, which may come in any number of records (RFC 8446
/// §4.1.2, §5.1; RFC 6066 §3). Strict: a message that two readers could take differently is malformed. Bounded: by
/// <see cref="MaxBytes"/> of records and <see cref="MaxMessage"/> of message. Pure.
/// </summary>
internal static class ClientHelloReader
{
    /// <summary>Bytes of records, headers included, within which the message must end.</summary>
    internal const int MaxBytes = 32 * 1024;

    /// <summary>Largest ClientHello, in bytes.</summary>
    internal const int MaxMessage = 16 * 1024;

    private const int RecordHeader = 5;
    private const int MaxRecord = 1 << 14;
    private const int MessageHeader = 4;
    private const byte Handshake = 22;
    private const byte ClientHello = 1;

    /// <summary>Reads the connection's first bytes.</summary>
    /// <param name="start">All bytes that came.</param>
    /// <param name="name">Receives the server name in lower case; at least 255 bytes.</param>
    /// <param name="length">Length of the name; 0 when the client sent none.</param>
    internal static ClientHelloStatus Read(ReadOnlySpan<byte> start, Span<byte> name, out int length)
    {
        length = 0;
        if (IsWhole(start, out var message))
            return ClientHelloFields.TryReadServerName(message, name, out length) ? ClientHelloStatus.Complete : ClientHelloStatus.Malformed;
        var buffer = ArrayPool<byte>.Shared.Rent(MessageHeader + MaxMessage);
        try
        {
            var status = Gather(start, buffer.AsSpan(0, MessageHeader + MaxMessage), out var body);
            if (status != ClientHelloStatus.Complete)
                return status;
            return ClientHelloFields.TryReadServerName(body, name, out length) ? ClientHelloStatus.Complete : ClientHelloStatus.Malformed;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Nearly always the message is one record: nothing is copied.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> start, out ReadOnlySpan<byte> message)
    {
        message = default;
        if (start.Length < RecordHeader + MessageHeader || !IsRecord(start, out var record) || start[RecordHeader] != ClientHello)
            return false;
        var size = MessageSize(start[RecordHeader..]);
        if (size > MaxMessage || MessageHeader + size > record || start.Length < RecordHeader + MessageHeader + size)
            return false;
        message = start.Slice(RecordHeader + MessageHeader, size);
        return true;
    }

    private static ClientHelloStatus Gather(ReadOnlySpan<byte> start, Span<byte> buffer, out ReadOnlySpan<byte> message)
    {
        message = default;
        var rest = start[..Math.Min(start.Length, MaxBytes)];
        var used = 0;
        while (!rest.IsEmpty)
        {
            if (!IsRecord(rest, out var record))
                return rest.Length < RecordHeader && IsRecordStart(rest) ? Wait(start) : ClientHelloStatus.Malformed;
            rest = rest[RecordHeader..];
            var step = Math.Min(Math.Min(record, rest.Length), buffer.Length - used);
            rest[..step].CopyTo(buffer[used..]);
            used += step;
            if (used > 0 && buffer[0] != ClientHello)
                return ClientHelloStatus.Malformed;
            if (used >= MessageHeader)
            {
                var size = MessageSize(buffer);
                if (size > MaxMessage)
                    return ClientHelloStatus.Malformed;
                if (used >= MessageHeader + size)
                {
                    message = buffer.Slice(MessageHeader, size);
                    return ClientHelloStatus.Complete;
                }
            }
            rest = rest[step..];
        }
        return Wait(start);
    }

    private static ClientHelloStatus Wait(ReadOnlySpan<byte> start) => start.Length < MaxBytes ? ClientHelloStatus.NeedMore : ClientHelloStatus.Malformed;

    private static int MessageSize(ReadOnlySpan<byte> message) => (message[1] << 16) | (message[2] << 8) | message[3];

    private static bool IsRecord(ReadOnlySpan<byte> start, out int length)
    {
        length = start.Length < RecordHeader ? 0 : BinaryPrimitives.ReadUInt16BigEndian(start[3..]);
        return IsRecordStart(start) && length is > 0 and <= MaxRecord;
    }

    // The version of a first record is 3.1 or 3.3, and of some old clients 3.0.
    private static bool IsRecordStart(ReadOnlySpan<byte> start) =>
        start[0] == Handshake && (start.Length < 2 || start[1] == 3) && (start.Length < 3 || start[2] <= 3);
}
