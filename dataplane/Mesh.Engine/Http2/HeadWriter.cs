using System.Buffers;
using Mesh.Engine.Buffers;
using Mesh.Engine.Http;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Http2.Hpack;

namespace Mesh.Engine.Http2;

/// <summary>Writes heads and trailers as HEADERS and, when they are large, CONTINUATION frames. Fields that HTTP/2 forbids are left out.</summary>
internal sealed class HeadWriter
{
    private const int MostPseudoFields = 5;
    private const int PseudoBytes = 32;

    private readonly HpackEncoder _encoder = new();

    /// <summary>The peer's SETTINGS_HEADER_TABLE_SIZE changed.</summary>
    internal void LimitTable(long size) => _encoder.LimitTable(size);

    /// <summary>Appends a request's head.</summary>
    internal void WriteRequest(ByteQueue output, int streamId, HeaderBlock head, bool endStream) =>
        Write(output, streamId, head, HeadKind.Request, 0, endStream);

    /// <summary>Appends a response's head; its status may differ from the block's.</summary>
    internal void WriteResponse(ByteQueue output, int streamId, HeaderBlock head, int status, bool endStream) =>
        Write(output, streamId, head, HeadKind.Response, status, endStream);

    /// <summary>Appends trailers, which end the stream.</summary>
    internal void WriteTrailers(ByteQueue output, int streamId, HeaderBlock trailers) =>
        Write(output, streamId, trailers, HeadKind.Trailers, 0, endStream: true);

    private void Write(ByteQueue output, int streamId, HeaderBlock head, HeadKind kind, int status, bool endStream)
    {
        var bound = HpackEncoder.MaxBlockOverhead + PseudoBytes + head.TotalBytes
            + ((head.Count + MostPseudoFields) * HpackEncoder.MaxFieldOverhead);
        if (bound > FrameHeader.MaxPayload - FrameHeader.Size)
        {
            WriteLarge(output, streamId, head, kind, status, endStream, bound);
            return;
        }
        var frame = output.GetWritable(FrameHeader.Size + bound);
        var length = Encode(frame[FrameHeader.Size..], head, kind, status);
        var flags = FrameFlags.EndHeaders | (endStream ? FrameFlags.EndStream : FrameFlags.None);
        new FrameHeader(length, FrameType.Headers, flags, streamId).Write(frame);
        output.Commit(FrameHeader.Size + length);
    }

    private void WriteLarge(ByteQueue output, int streamId, HeaderBlock head, HeadKind kind, int status, bool endStream, int bound)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(bound);
        var rest = buffer.AsSpan(0, Encode(buffer, head, kind, status));
        var type = FrameType.Headers;
        var flags = endStream ? FrameFlags.EndStream : FrameFlags.None;
        do
        {
            var part = rest[..Math.Min(rest.Length, FrameHeader.MaxPayload)];
            rest = rest[part.Length..];
            flags |= rest.IsEmpty ? FrameFlags.EndHeaders : FrameFlags.None;
            new FrameHeader(part.Length, type, flags, streamId).Write(output.GetWritable(FrameHeader.Size));
            output.Commit(FrameHeader.Size);
            output.Append(part);
            type = FrameType.Continuation;
            flags = FrameFlags.None;
        }
        while (!rest.IsEmpty);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private int Encode(Span<byte> destination, HeaderBlock head, HeadKind kind, int status)
    {
        var length = _encoder.BeginBlock(destination);
        if (kind == HeadKind.Request)
            length += EncodeRequest(destination[length..], head);
        else if (kind == HeadKind.Response)
            length += EncodeStatus(destination[length..], status);
        for (var i = 0; i < head.Count; i++)
        {
            var name = head.NameAt(i);
            var value = head.ValueAt(i);
            if (!ConnectionFields.Forbids(name, value))
                length += _encoder.Encode(destination[length..], name, value, head.IsNeverIndexedAt(i));
        }
        return length;
    }

    private int EncodeRequest(Span<byte> destination, HeaderBlock head)
    {
        // An upgrade that came by HTTP/1 has the method GET.
        var length = _encoder.Encode(destination, ":method"u8, head.Protocol.IsEmpty ? head.Method : "CONNECT"u8);
        length += EncodePseudo(destination[length..], ":scheme"u8, head.Scheme);
        length += EncodePseudo(destination[length..], ":authority"u8, head.Authority);
        length += EncodePseudo(destination[length..], ":path"u8, head.Path);
        return length + EncodePseudo(destination[length..], ":protocol"u8, head.Protocol);
    }

    private int EncodePseudo(Span<byte> destination, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        value.IsEmpty ? 0 : _encoder.Encode(destination, name, value);

    private int EncodeStatus(Span<byte> destination, int status)
    {
        Span<byte> digits = stackalloc byte[3];
        status.TryFormat(digits, out _, provider: null);
        return _encoder.Encode(destination, ":status"u8, digits);
    }
}
