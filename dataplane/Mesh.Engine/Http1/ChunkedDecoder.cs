namespace Mesh.Engine.Http1;

/// <summary>
/// Decodes the chunked transfer coding, RFC 9112 §7.1, up to and including the last chunk's line. What follows is a trailer
/// section: field lines and an empty line. Pure; works on pieces of any size.
/// </summary>
internal struct ChunkedDecoder
{
    /// <summary>Most bytes of chunk extensions in one body.</summary>
    internal const int MaxExtensionBytes = 4096;

    private const int MaxSizeDigits = 16;

    private State _state;
    private int _digits;
    private int _extensionBytes;
    private long _size;

    private enum State : byte
    {
        Size,
        WhiteSpace,
        ExtensionName,
        Extension,
        SizeEnd,
        Data,
        DataCr,
        DataLf,
        Trailers,
    }

    /// <summary>Whether the last chunk was seen; the trailer section comes next.</summary>
    internal readonly bool AtTrailers => _state == State.Trailers;

    /// <summary>Takes bytes from the front of <paramref name="input"/> until there is data, the last chunk, an error or no input.</summary>
    /// <param name="input">Received bytes.</param>
    /// <param name="consumed">How many bytes are done with, <paramref name="data"/> included.</param>
    /// <param name="data">Content, a part of <paramref name="input"/>; may be empty.</param>
    internal MessageError Decode(ReadOnlySpan<byte> input, out int consumed, out ReadOnlySpan<byte> data)
    {
        data = default;
        for (consumed = 0; consumed < input.Length && _state != State.Trailers;)
        {
            if (_state == State.Data)
            {
                var length = (int)Math.Min(_size, input.Length - consumed);
                data = input.Slice(consumed, length);
                consumed += length;
                _size -= length;
                _state = _size == 0 ? State.DataCr : State.Data;
                return MessageError.None;
            }
            var error = Step(input[consumed++]);
            if (error != MessageError.None)
                return error;
        }
        return MessageError.None;
    }

    private MessageError Step(byte value) => _state switch
    {
        State.Size => StepSize(value),
        State.WhiteSpace or State.ExtensionName or State.Extension => StepExtension(value),
        State.SizeEnd => value == '\n' ? EndSizeLine() : MessageError.LineEnding,
        State.DataCr => Expect(value, (byte)'\r', State.DataLf),
        _ => Expect(value, (byte)'\n', State.Size),
    };

    private MessageError StepSize(byte value)
    {
        if (char.IsAsciiHexDigit((char)value))
        {
            if (++_digits > MaxSizeDigits || _size > long.MaxValue >> 4)
                return MessageError.ChunkSize;
            _size = (_size << 4) | (uint)HexValue(value);
            return MessageError.None;
        }
        if (_digits == 0)
            return MessageError.ChunkSize;
        switch (value)
        {
            case (byte)'\r':
                _state = State.SizeEnd;
                return MessageError.None;
            case (byte)'\n':
                return MessageError.LineEnding;
            case (byte)';' or (byte)' ' or (byte)'\t':
                _state = State.WhiteSpace;
                return StepExtension(value);
            default:
                return MessageError.ChunkSize;
        }
    }

    // BWS ";" BWS chunk-ext-name and whatever follows; white space alone is not an extension.
    private MessageError StepExtension(byte value)
    {
        switch (value)
        {
            case (byte)'\r' when _state == State.Extension:
                _state = State.SizeEnd;
                return MessageError.None;
            case (byte)'\n':
                return MessageError.LineEnding;
            case (byte)' ' or (byte)'\t':
                break;
            case (byte)';' when _state == State.WhiteSpace:
                _state = State.ExtensionName;
                break;
            case > (byte)' ' and not 0x7F when _state == State.Extension || (_state == State.ExtensionName && value != ';'):
                _state = State.Extension;
                break;
            default:
                return MessageError.ChunkExtension;
        }
        return ++_extensionBytes > MaxExtensionBytes ? MessageError.ChunkExtension : MessageError.None;
    }

    private MessageError EndSizeLine()
    {
        _digits = 0;
        _state = _size == 0 ? State.Trailers : State.Data;
        return MessageError.None;
    }

    private MessageError Expect(byte value, byte expected, State next)
    {
        if (value != expected)
            return MessageError.ChunkEnd;
        _state = next;
        return MessageError.None;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
