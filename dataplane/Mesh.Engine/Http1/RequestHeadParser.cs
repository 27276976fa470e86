using Mesh.Engine.Http;

namespace Mesh.Engine.Http1;

/// <summary>Parses a complete request head, RFC 9112 §3. Pure; whatever two parsers could read differently is an error.</summary>
internal static class RequestHeadParser
{
    private const int VersionLength = 8;

    /// <summary>Parses <paramref name="head"/>, which ends with the empty line, into <paramref name="block"/>, which is empty.</summary>
    /// <param name="head">The head's bytes.</param>
    /// <param name="limits">Limits; the head's size is the caller's.</param>
    /// <param name="scheme">Scheme of targets that name none.</param>
    /// <param name="block">Receives the head; undefined after an error.</param>
    /// <param name="framing">How the body is delimited.</param>
    internal static MessageError Parse(
        ReadOnlySpan<byte> head, in HeadLimits limits, ReadOnlySpan<byte> scheme, HeaderBlock block, out MessageFraming framing)
    {
        framing = default;
        var error = TakeRequestLine(ref head, limits.StartLineBytes, block, out var target);
        if (error == MessageError.None)
            error = RequestTarget.Apply(target, scheme, block);
        if (error != MessageError.None)
            return error;
        HeadFields fields = default;
        error = fields.Read(head, limits.Fields, block);
        if (error == MessageError.None)
            error = RequestTarget.ApplyHost(in fields, block);
        return error == MessageError.None ? Frame(in fields, block, out framing) : error;
    }

    private static MessageError TakeRequestLine(ref ReadOnlySpan<byte> head, int maxLine, HeaderBlock block, out ReadOnlySpan<byte> target)
    {
        target = default;
        var window = head[..Math.Min(head.Length, maxLine + 2)];
        var methodEnd = window.IndexOfAnyExcept(FieldSyntax.TokenBytes);
        if (methodEnd < 0)
            return MessageError.TargetTooLong;
        if (methodEnd == 0 || head[methodEnd] != ' ')
            return IsLineEnd(head[methodEnd]) ? MessageError.RequestLine : MessageError.Method;
        var length = window[(methodEnd + 1)..].IndexOfAny((byte)' ', (byte)'\r', (byte)'\n');
        if (length < 0)
            return MessageError.TargetTooLong;
        var version = head[(methodEnd + 1 + length)..];
        var error = CheckVersion(version, out var http);
        if (error != MessageError.None)
            return error;
        if (head.Length - version.Length + 1 + VersionLength > maxLine)
            return MessageError.TargetTooLong;
        block.Method = head[..methodEnd];
        block.Version = http;
        target = head.Slice(methodEnd + 1, length);
        head = version[(1 + VersionLength + 2)..];
        return MessageError.None;
    }

    private static MessageError CheckVersion(ReadOnlySpan<byte> rest, out HttpVersion version)
    {
        version = HttpVersion.Http11;
        if (rest[0] != ' ')
            return MessageError.RequestLine;
        rest = rest[1..];
        if (rest.StartsWith("HTTP/1.1\r\n"u8))
            return MessageError.None;
        version = HttpVersion.Http10;
        if (rest.StartsWith("HTTP/1.0\r\n"u8))
            return MessageError.None;
        var lineEnd = rest.IndexOfAny((byte)'\r', (byte)'\n');
        if (lineEnd >= 0 && !FieldLine.StartsWithCrlf(rest[lineEnd..]))
            return MessageError.LineEnding;
        var isOther = lineEnd == VersionLength && rest.StartsWith("HTTP/"u8) && char.IsAsciiDigit((char)rest[5])
            && rest[6] == '.' && char.IsAsciiDigit((char)rest[7]);
        return isOther ? MessageError.Version : MessageError.RequestLine;
    }

    private static MessageError Frame(in HeadFields fields, HeaderBlock block, out MessageFraming framing)
    {
        var persistent = ConnectionField.IsPersistent(block.Version, fields.Connection);
        framing = new MessageFraming(BodyKind.None, 0, persistent);
        if (block.Version == HttpVersion.Http10)
            block.Remove("expect"u8);
        if (block.Method.SequenceEqual("CONNECT"u8))
        {
            if (fields.Chunked || fields.ContentLength > 0)
                return MessageError.LengthConflict;
            block.Remove("content-length"u8);
            framing = framing with { Kind = BodyKind.Tunnel };
        }
        else if (fields.Chunked)
            framing = framing with { Kind = BodyKind.Chunked };
        else if (fields.ContentLength > 0)
            framing = framing with { Kind = BodyKind.Length, Length = fields.ContentLength };
        else if (UpgradeField.TryApplyRequest(in fields, block))
            framing = framing with { Kind = BodyKind.Tunnel };
        return MessageError.None;
    }

    private static bool IsLineEnd(byte value) => value is (byte)'\r' or (byte)'\n';
}
