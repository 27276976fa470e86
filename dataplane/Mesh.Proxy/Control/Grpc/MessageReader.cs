using System.Buffers.Binary;

namespace Mesh.Proxy.Control.Grpc;

/// <summary>What is wrong with received bytes.</summary>
internal enum MessageFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The first byte is not 0: a compressed message, which was not asked for, or no message at all.</summary>
    NotPlain,

    /// <summary>A message is longer than allowed.</summary>
    TooLong,
}

/// <summary>
/// Puts messages together from the bytes of a body: each is a byte 0, its length in four bytes, and itself (gRPC over HTTP/2,
/// "Length-Prefixed-Message"). A length is only a claim: memory grows with what has come.
/// </summary>
internal sealed class MessageReader(int maxLength)
{
    /// <summary>Bytes in front of each message.</summary>
    internal const int PrefixLength = 5;

    private const int FirstBuffer = 16 * 1024;

    private readonly byte[] _prefix = new byte[PrefixLength];
    private byte[]? _message;
    private int _filled;
    private int _length;

    /// <summary>Whether no message has begun that is not complete.</summary>
    internal bool IsBetweenMessages => _message is null && _filled == 0;

    /// <summary>Writes the prefix of a message of <paramref name="length"/> bytes.</summary>
    internal static void WritePrefix(Span<byte> destination, int length)
    {
        destination[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(destination[1..], length);
    }

    /// <summary>Takes the next bytes and hands out the messages that are complete with them. After a fault the reader is of no use any more.</summary>
    internal MessageFault Read(ReadOnlySpan<byte> data, Action<byte[]> deliver)
    {
        while (!data.IsEmpty)
        {
            if (_message is null && !TryReadPrefix(ref data, out var fault))
                return fault;
            if (_message is null)
                return MessageFault.None;
            Fill(ref data);
            if (_filled < _length)
                return MessageFault.None;
            deliver(_message);
            _message = null;
            _filled = 0;
        }
        return MessageFault.None;
    }

    private bool TryReadPrefix(ref ReadOnlySpan<byte> data, out MessageFault fault)
    {
        var count = Math.Min(data.Length, PrefixLength - _filled);
        data[..count].CopyTo(_prefix.AsSpan(_filled));
        data = data[count..];
        _filled += count;
        fault = _prefix[0] != 0 ? MessageFault.NotPlain : MessageFault.None;
        if (fault != MessageFault.None || _filled < PrefixLength)
            return fault == MessageFault.None;
        var length = BinaryPrimitives.ReadUInt32BigEndian(_prefix.AsSpan(1));
        if (length > maxLength)
        {
            fault = MessageFault.TooLong;
            return false;
        }
        _length = (int)length;
        _filled = 0;
        _message = _length == 0 ? [] : new byte[Math.Min(_length, FirstBuffer)];
        return true;
    }

    private void Fill(ref ReadOnlySpan<byte> data)
    {
        var count = Math.Min(data.Length, _length - _filled);
        if (_filled + count > _message!.Length)
            Array.Resize(ref _message, Math.Min(_length, Math.Max(_message.Length * 2, _filled + count)));
        data[..count].CopyTo(_message.AsSpan(_filled));
        data = data[count..];
        _filled += count;
    }
}
