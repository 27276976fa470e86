using Mesh.Engine.Buffers;
using Mesh.Engine.Http;

namespace Mesh.Engine.Http1;

/// <summary>Writes request heads, always in origin-form (authority-form for CONNECT) and as HTTP/1.1.</summary>
internal static class RequestHeadEncoder
{
    /// <summary>Appends the head to <paramref name="output"/>.</summary>
    /// <param name="head">The request.</param>
    /// <param name="endStream">Whether there is no body.</param>
    /// <param name="output">Receives the bytes.</param>
    /// <param name="framing">How the body has to be sent.</param>
    /// <returns>False, with nothing appended, when the block is not a request that may be sent.</returns>
    internal static bool TryEncode(HeaderBlock head, bool endStream, ByteQueue output, out MessageFraming framing)
    {
        framing = default;
        if (!IsValid(head) || !HeadFieldsEncoder.TryValidate(head, out var length) || !TryFrame(head, endStream, length, out framing))
            return false;
        var writer = new HeadWriter(output.GetWritable(HeadFieldsEncoder.SizeBound(head) + head.Authority.Length));
        WriteRequestLine(head, ref writer);
        writer.WriteField("host"u8, head.Authority);
        HeadFieldsEncoder.Write(head, ref writer);
        WriteHopFields(head, ref writer);
        HeadFieldsEncoder.WriteFraming(in framing, ref writer);
        writer.EndLine();
        output.Commit(writer.Length);
        return true;
    }

    private static bool IsValid(HeaderBlock head)
    {
        if (!FieldSyntax.IsToken(head.Method))
            return false;
        if (IsPlainConnect(head))
            return AuthoritySyntax.TrySplit(head.Authority, out _, out var port) && !port.IsEmpty;
        return (head.Authority.IsEmpty || AuthoritySyntax.IsValid(head.Authority))
            && (head.Protocol.IsEmpty || ProtocolSyntax.IsValid(head.Protocol))
            && (TargetSyntax.IsPath(head.Path) || (head.Path.SequenceEqual("*"u8) && head.Method.SequenceEqual("OPTIONS"u8)));
    }

    private static bool TryFrame(HeaderBlock head, bool endStream, long length, out MessageFraming framing)
    {
        framing = new MessageFraming(BodyKind.None, 0, true);
        if (!head.Protocol.IsEmpty || IsPlainConnect(head))
        {
            framing = framing with { Kind = BodyKind.Tunnel };
            return length <= 0 && !endStream;
        }
        if (!endStream)
            framing = length < 0 ? framing with { Kind = BodyKind.Chunked } : framing with { Kind = BodyKind.Length, Length = length };
        else if (length == 0 || (length < 0 && ExpectsBody(head.Method)))
            framing = framing with { Kind = BodyKind.Length };
        return !endStream || length <= 0;
    }

    private static void WriteRequestLine(HeaderBlock head, ref HeadWriter writer)
    {
        var connect = head.Method.SequenceEqual("CONNECT"u8);
        // RFC 8441 §5: an extended CONNECT is HTTP/1's GET with an upgrade.
        writer.Write(connect && !head.Protocol.IsEmpty ? "GET"u8 : head.Method);
        writer.Write((byte)' ');
        writer.Write(IsPlainConnect(head) ? head.Authority : head.Path);
        writer.Write(" HTTP/1.1\r\n"u8);
    }

    private static void WriteHopFields(HeaderBlock head, ref HeadWriter writer)
    {
        var trailers = head.TryGet("te"u8, out var te) && ConnectionField.Lists(te, "trailers"u8);
        if (trailers)
            writer.WriteField("te"u8, "trailers"u8);
        if (!head.Protocol.IsEmpty)
        {
            writer.WriteField("upgrade"u8, head.Protocol);
            writer.WriteField("connection"u8, trailers ? "te, upgrade"u8 : "upgrade"u8);
        }
        else if (trailers)
            writer.WriteField("connection"u8, "te"u8);
    }

    private static bool IsPlainConnect(HeaderBlock head) => head.Protocol.IsEmpty && head.Method.SequenceEqual("CONNECT"u8);

    // RFC 9110 §8.6: methods whose servers wait for a length even when there is no content.
    private static bool ExpectsBody(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("POST"u8) || method.SequenceEqual("PUT"u8) || method.SequenceEqual("PATCH"u8);
}
