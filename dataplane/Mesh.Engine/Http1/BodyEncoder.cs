using System.Buffers.Text;
using Mesh.Engine.Buffers;
using Mesh.Engine.Http;

namespace Mesh.Engine.Http1;

/// <summary>Writes one message's content in the framing that its head announced.</summary>
internal struct BodyEncoder
{
    private const int ChunkOverhead = 32;

    private long _remaining;

    /// <summary>Prepares for a body.</summary>
    internal BodyEncoder(in MessageFraming framing)
    {
        Kind = framing.Kind;
        _remaining = framing.Length;
    }

    /// <summary>How the body is delimited.</summary>
    internal BodyKind Kind { get; }

    /// <summary>Appends <paramref name="data"/>, and the body's end with <paramref name="endStream"/>.</summary>
    /// <returns>False when more or fewer bytes are sent than the head announced: the peer cannot tell where the body ends.</returns>
    internal bool TryEncode(ReadOnlySpan<byte> data, bool endStream, ByteQueue output)
    {
        switch (Kind)
        {
            case BodyKind.None:
                return true;
            case BodyKind.Length:
                _remaining -= data.Length;
                if (_remaining < 0 || (endStream && _remaining > 0))
                    return false;
                break;
            case BodyKind.Chunked:
                EncodeChunk(data, endStream, output);
                return true;
        }
        output.Append(data);
        return true;
    }

    /// <summary>Appends the body's end with trailers, or without them where the framing has none.</summary>
    internal bool TryEncodeTrailers(HeaderBlock trailers, ByteQueue output)
    {
        if (Kind != BodyKind.Chunked)
            return TryEncode(default, true, output);
        if (!HeadFieldsEncoder.TryValidate(trailers, out _))
            return false;
        var writer = new HeadWriter(output.GetWritable(HeadFieldsEncoder.SizeBound(trailers)));
        writer.Write("0\r\n"u8);
        for (var i = 0; i < trailers.Count; i++)
        {
            if (!TrailerFields.IsForbidden(trailers.NameAt(i)))
                writer.WriteField(trailers.NameAt(i), trailers.ValueAt(i));
        }
        writer.EndLine();
        output.Commit(writer.Length);
        return true;
    }

    private static void EncodeChunk(ReadOnlySpan<byte> data, bool endStream, ByteQueue output)
    {
        if (!data.IsEmpty)
        {
            var space = output.GetWritable(ChunkOverhead);
            Utf8Formatter.TryFormat(data.Length, space, out var digits, 'x');
            "\r\n"u8.CopyTo(space[digits..]);
            output.Commit(digits + 2);
            output.Append(data);
            output.Append("\r\n"u8);
        }
        if (endStream)
            output.Append("0\r\n\r\n"u8);
    }
}
