using Mesh.Engine.Http;

namespace Mesh.Engine.Http1;

/// <summary>What a response means depends on its request, RFC 9112 §6.3.</summary>
internal enum RequestKind
{
    /// <summary>Any request that is none of the others.</summary>
    Ordinary,

    /// <summary>HEAD: the response has no body.</summary>
    Head,

    /// <summary>CONNECT: a 2xx response opens the tunnel.</summary>
    Connect,

    /// <summary>A request with Upgrade: a 101 response opens the tunnel.</summary>
    Upgrade,
}

/// <summary>Parses a complete response head, RFC 9112 §4. Pure.</summary>
internal static class ResponseHeadParser
{
    private const int StatusOffset = 9;
    private const int MinStatusLine = 12;

    /// <summary>Parses <paramref name="head"/>, which ends with the empty line, into <paramref name="block"/>, which is empty.</summary>
    /// <param name="head">The head's bytes.</param>
    /// <param name="limits">Limits; the head's size is the caller's.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="protocol">The protocol that was asked for, in lower case; for <see cref="RequestKind.Upgrade"/>.</param>
    /// <param name="block">Receives the head; undefined after an error. An accepted upgrade has status 200 and its protocol.</param>
    /// <param name="framing">How the body is delimited; for an interim response (1xx) there is none.</param>
    internal static MessageError Parse(
        ReadOnlySpan<byte> head, in HeadLimits limits, RequestKind request, ReadOnlySpan<byte> protocol, HeaderBlock block, out MessageFraming framing)
    {
        framing = default;
        var error = TakeStatusLine(ref head, limits.StartLineBytes, block);
        if (error != MessageError.None)
            return error;
        HeadFields fields = default;
        error = fields.Read(head, limits.Fields, block);
        return error == MessageError.None ? Frame(in fields, request, protocol, block, out framing) : error;
    }

    private static MessageError TakeStatusLine(ref ReadOnlySpan<byte> head, int maxLine, HeaderBlock block)
    {
        if (head.Length < MinStatusLine || !head.StartsWith("HTTP/1."u8) || head[7] is not ((byte)'0' or (byte)'1') || head[8] != ' ')
            return head.StartsWith("HTTP/"u8) && head.Length > 8 && head[8] == ' ' ? MessageError.Version : MessageError.StatusLine;
        if (!ContentLength.TryParse(head.Slice(StatusOffset, 3), out var status) || status < 100)
            return MessageError.StatusLine;
        var rest = head[MinStatusLine..];
        var end = rest.IndexOfAnyExcept(FieldSyntax.ValueBytes);
        if (end < 0 || (end > 0 && rest[0] != ' '))
            return MessageError.StatusLine;
        if (!FieldLine.StartsWithCrlf(rest[end..]))
            return rest[end] is (byte)'\r' or (byte)'\n' ? MessageError.LineEnding : MessageError.StatusLine;
        if (MinStatusLine + end > maxLine)
            return MessageError.HeadTooLarge;
        block.Status = (int)status;
        block.Version = head[7] == '0' ? HttpVersion.Http10 : HttpVersion.Http11;
        head = rest[(end + 2)..];
        return MessageError.None;
    }

    private static MessageError Frame(
        in HeadFields fields, RequestKind request, ReadOnlySpan<byte> protocol, HeaderBlock block, out MessageFraming framing)
    {
        var persistent = ConnectionField.IsPersistent(block.Version, fields.Connection);
        framing = new MessageFraming(BodyKind.None, 0, persistent);
        if (block.Status == 101)
            return FrameSwitch(in fields, request, protocol, block, ref framing);
        if (block.Status < 200 || block.Status == 204)
            block.Remove("content-length"u8);
        else if (request == RequestKind.Connect && block.Status < 300)
        {
            block.Remove("content-length"u8);
            framing = new MessageFraming(BodyKind.Tunnel, 0, false);
        }
        else if (request != RequestKind.Head && block.Status != 304)
            framing = FrameBody(in fields, persistent);
        return MessageError.None;
    }

    private static MessageError FrameSwitch(
        in HeadFields fields, RequestKind request, ReadOnlySpan<byte> protocol, HeaderBlock block, ref MessageFraming framing)
    {
        if (request != RequestKind.Upgrade || !UpgradeField.TryApplyResponse(in fields, protocol, block))
            return MessageError.Upgrade;
        block.Status = 200;
        block.Remove("content-length"u8);
        framing = new MessageFraming(BodyKind.Tunnel, 0, false);
        return MessageError.None;
    }

    private static MessageFraming FrameBody(in HeadFields fields, bool persistent) => fields switch
    {
        { Chunked: true } => new MessageFraming(BodyKind.Chunked, 0, persistent),
        { ContentLength: > 0 } => new MessageFraming(BodyKind.Length, fields.ContentLength, persistent),
        { ContentLength: 0 } => new MessageFraming(BodyKind.None, 0, persistent),
        _ => new MessageFraming(BodyKind.UntilClose, 0, false),
    };
}
