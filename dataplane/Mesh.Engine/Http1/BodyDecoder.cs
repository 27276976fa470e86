namespace Mesh.Engine.Http1;

/// <summary>Takes one message's content out of the received bytes, RFC 9112 §6. Pure; works on pieces of any size.</summary>
internal struct BodyDecoder
{
    private ChunkedDecoder _chunked;
    private long _remaining;

    /// <summary>Prepares for a body.</summary>
    internal BodyDecoder(in MessageFraming framing)
    {
        Kind = framing.Kind;
        _remaining = framing.Length;
    }

    /// <summary>How the body is delimited.</summary>
    internal BodyKind Kind { get; }

    /// <summary>Whether all content was taken. After chunked content the trailer section is still to come.</summary>
    internal readonly bool ContentEnded => Kind switch
    {
        BodyKind.Length => _remaining == 0,
        BodyKind.Chunked => _chunked.AtTrailers,
        BodyKind.None => true,
        _ => false,
    };

    /// <summary>Bytes of content still to come; -1 when not known.</summary>
    internal readonly long Remaining => Kind switch
    {
        BodyKind.Length => _remaining,
        BodyKind.None => 0,
        _ => -1,
    };

    /// <summary>Takes bytes from the front of <paramref name="input"/>; <paramref name="data"/> is a part of it and may be empty.</summary>
    internal MessageError Decode(ReadOnlySpan<byte> input, out int consumed, out ReadOnlySpan<byte> data)
    {
        switch (Kind)
        {
            case BodyKind.Chunked:
                return _chunked.Decode(input, out consumed, out data);
            case BodyKind.Length:
                consumed = (int)Math.Min(_remaining, input.Length);
                _remaining -= consumed;
                break;
            case BodyKind.None:
                consumed = 0;
                break;
            default:
                consumed = input.Length;
                break;
        }
        data = input[..consumed];
        return MessageError.None;
    }
}
