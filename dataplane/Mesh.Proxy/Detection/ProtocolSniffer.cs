namespace Mesh.Proxy.Detection;

/// <summary>Tells a client's protocol from its first bytes. Pure; works for any split, down to one byte at a time.</summary>
internal static class ProtocolSniffer
{
    /// <summary>Bytes after which an undecided start counts as TCP.</summary>
    internal const int MaxBytes = 4096;

    private const int MaxMethodLength = 32;
    private const int TlsBytesNeeded = 6;

    private static ReadOnlySpan<byte> Http2Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Classifies <paramref name="start"/>, the connection's first bytes.</summary>
    internal static SniffedProtocol Sniff(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
            return SniffedProtocol.NeedMore;
        start = start[..Math.Min(start.Length, MaxBytes)];
        if (start[0] == 0x16)
            return SniffTls(start);
        if (start.StartsWith(Http2Preface))
            return SniffedProtocol.Http2;
        if (MayBecomeHttp2(start))
            return SniffedProtocol.NeedMore;
        return SniffHttp1(start);
    }

    /// <summary>Whether <paramref name="start"/> is a beginning of HTTP/2's preface, but not all of it.</summary>
    internal static bool MayBecomeHttp2(ReadOnlySpan<byte> start) => start.Length < Http2Preface.Length && Http2Preface.StartsWith(start);

    // RFC 8446 section 5.1: handshake record, version 3.1 to 3.3, first message ClientHello.
    private static SniffedProtocol SniffTls(ReadOnlySpan<byte> start)
    {
        if (start.Length > 1 && start[1] != 3)
            return SniffedProtocol.Tcp;
        if (start.Length > 2 && start[2] > 3)
            return SniffedProtocol.Tcp;
        if (start.Length < TlsBytesNeeded)
            return SniffedProtocol.NeedMore;
        return start[5] == 1 ? SniffedProtocol.Tls : SniffedProtocol.Tcp;
    }

    // RFC 9112 section 3: method SP target SP HTTP/1.x, in one line.
    private static SniffedProtocol SniffHttp1(ReadOnlySpan<byte> start)
    {
        var lineEnd = start.IndexOf((byte)'\n');
        var line = lineEnd < 0 ? start : start[..lineEnd];
        var space = line.IndexOf((byte)' ');
        var method = space < 0 ? line : line[..space];
        if (method.IsEmpty || method.Length > MaxMethodLength || !IsMethod(method) || line.ContainsAnyInRange((byte)0, (byte)8))
            return SniffedProtocol.Tcp;
        if (lineEnd < 0)
            return start.Length >= MaxBytes ? SniffedProtocol.Tcp : SniffedProtocol.NeedMore;
        var text = line.TrimEnd((byte)'\r');
        return space > 0 && (text.EndsWith(" HTTP/1.1"u8) || text.EndsWith(" HTTP/1.0"u8)) ? SniffedProtocol.Http1 : SniffedProtocol.Tcp;
    }

    private static bool IsMethod(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b is not ((>= (byte)'A' and <= (byte)'Z') or (>= (byte)'a' and <= (byte)'z') or (byte)'-' or (byte)'_'))
                return false;
        }
        return true;
    }
}
