using Mesh.Engine.Buffers;
using Mesh.Engine.Http;

namespace Mesh.Engine.Http1;

/// <summary>What the request means for how its response is sent.</summary>
/// <param name="Request">The request's kind.</param>
/// <param name="Version">The version the client speaks.</param>
/// <param name="Close">Whether the connection ends after this response.</param>
internal readonly record struct ResponseContext(RequestKind Request, HttpVersion Version, bool Close);

/// <summary>Writes response heads, always as HTTP/1.1 (RFC 9110 §2.5) with a framing that the client's version understands.</summary>
internal static class ResponseHeadEncoder
{
    /// <summary>Appends the head to <paramref name="output"/>.</summary>
    /// <param name="head">The response, interim or final.</param>
    /// <param name="context">What was asked.</param>
    /// <param name="protocol">The protocol that an upgrade asked for.</param>
    /// <param name="endStream">Whether there is no body.</param>
    /// <param name="output">Receives the bytes.</param>
    /// <param name="framing">How the body has to be sent; not persistent when the connection must end after it.</param>
    /// <returns>False, with nothing appended, when the block is not a response that may be sent.</returns>
    internal static bool TryEncode(
        HeaderBlock head, in ResponseContext context, ReadOnlySpan<byte> protocol, bool endStream, ByteQueue output, out MessageFraming framing)
    {
        framing = default;
        if (head.Status is < 100 or > 999 || !HeadFieldsEncoder.TryValidate(head, out var length)
            || !TryFrame(head, in context, endStream, length, out framing))
            return false;
        var switches = context.Request == RequestKind.Upgrade && framing.Kind == BodyKind.Tunnel;
        var writer = new HeadWriter(output.GetWritable(HeadFieldsEncoder.SizeBound(head) + protocol.Length));
        WriteStatusLine(switches ? 101 : head.Status, ref writer);
        HeadFieldsEncoder.Write(head, ref writer);
        if (switches)
        {
            writer.WriteField("upgrade"u8, protocol);
            writer.WriteField("connection"u8, "upgrade"u8);
        }
        else if (framing.Kind != BodyKind.Tunnel)
            WritePersistence(in framing, context.Version, ref writer);
        if (framing.Kind == BodyKind.None && length >= 0 && HasLengthWithoutBody(head.Status))
            HeadFieldsEncoder.WriteLength(length, ref writer);
        HeadFieldsEncoder.WriteFraming(in framing, ref writer);
        writer.EndLine();
        output.Commit(writer.Length);
        return true;
    }

    /// <summary>Whether <paramref name="head"/> is an interim response: more will follow.</summary>
    internal static bool IsInterim(HeaderBlock head) => head.Status is >= 100 and < 200 and not 101;

    private static bool TryFrame(HeaderBlock head, in ResponseContext context, bool endStream, long length, out MessageFraming framing)
    {
        framing = new MessageFraming(BodyKind.None, 0, !context.Close);
        if (IsInterim(head))
        {
            framing = framing with { Persistent = true };
            return !endStream;
        }
        if (Opens(head, in context))
        {
            framing = new MessageFraming(BodyKind.Tunnel, 0, false);
            return true;
        }
        if (head.Status < 200)
            return false;
        if (context.Request == RequestKind.Head || head.Status is 204 or 304)
            return true;
        if (endStream)
        {
            framing = framing with { Kind = BodyKind.Length };
            return length <= 0;
        }
        if (length >= 0)
            framing = framing with { Kind = BodyKind.Length, Length = length };
        else if (context.Version == HttpVersion.Http10)
            framing = new MessageFraming(BodyKind.UntilClose, 0, false);
        else
            framing = framing with { Kind = BodyKind.Chunked };
        return true;
    }

    // In HTTP/2 every 2xx response accepts an extended CONNECT (RFC 8441 §5); elsewhere the response must name the protocol.
    private static bool Opens(HeaderBlock head, in ResponseContext context) => context.Request switch
    {
        RequestKind.Connect => head.Status is >= 200 and < 300,
        RequestKind.Upgrade => head.Status == 101
            || (head.Status is >= 200 and < 300 && (!head.Protocol.IsEmpty || head.Version == HttpVersion.Http2)),
        _ => false,
    };

    private static bool HasLengthWithoutBody(int status) => status >= 200 && status != 204;

    // RFC 9112 §9.3: what goes without saying in HTTP/1.1 has to be said to HTTP/1.0.
    private static void WritePersistence(in MessageFraming framing, HttpVersion version, ref HeadWriter writer)
    {
        if (!framing.Persistent)
            writer.WriteField("connection"u8, "close"u8);
        else if (version == HttpVersion.Http10)
            writer.WriteField("connection"u8, "keep-alive"u8);
    }

    private static void WriteStatusLine(int status, ref HeadWriter writer)
    {
        writer.Write("HTTP/1.1 "u8);
        writer.Write((long)status);
        writer.Write((byte)' ');
        writer.Write(StatusText.For(status));
        writer.EndLine();
    }
}
