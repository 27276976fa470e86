using Mesh.Proxy.ServerNames;
using Mesh.Traffic.Routing;

namespace Mesh.Proxy.Detection;

/// <summary>Decides what a connection is from what is expected, what came and how long nothing came. Pure.</summary>
internal static class DetectionRules
{
    /// <summary>A client silent for so many milliseconds gets its upstream connection, in case the server speaks first.</summary>
    internal const long SilenceMilliseconds = 300;

    /// <summary>A client that stopped, for so many milliseconds, inside of what could be a request line is no HTTP client.</summary>
    internal const long StallMilliseconds = 1000;

    /// <summary>A client whose ClientHello is not there after so many milliseconds is refused.</summary>
    internal const long HelloMilliseconds = 15_000;

    /// <summary>Neither side sent anything for so many milliseconds: 1 h.</summary>
    internal const long IdleMilliseconds = 3_600_000;

    /// <summary>How many of a connection's first bytes may be needed in one piece.</summary>
    internal static int MaxBytes(Expected expected) => expected == Expected.Tls ? ClientHelloReader.MaxBytes : ProtocolSniffer.MaxBytes;

    /// <summary>The next step after bytes or the end of them.</summary>
    /// <param name="expected">What the port is for.</param>
    /// <param name="start">All bytes that came.</param>
    /// <param name="ended">Whether no more will come.</param>
    internal static DetectionStep OnBytes(Expected expected, ReadOnlySpan<byte> start, bool ended) => expected switch
    {
        Expected.Tcp => DetectionStep.Tcp,
        Expected.Http => OnHttpBytes(start, ended),
        Expected.Either => OnAnyBytes(start, ended),
        Expected.Tls => OnTlsBytes(start, ended),
        _ => DetectionStep.Wait,
    };

    /// <summary>How long the next silence may last before <see cref="OnSilence"/> is asked, in milliseconds.</summary>
    /// <param name="expected">What the port is for.</param>
    /// <param name="isEmpty">Whether nothing came.</param>
    /// <param name="isAhead">Whether the server was connected to already.</param>
    internal static long SilenceLimit(Expected expected, bool isEmpty, bool isAhead)
    {
        if (expected == Expected.Either && !isAhead)
            return SilenceMilliseconds;
        if (expected == Expected.Tls)
            return HelloMilliseconds;
        return isEmpty ? IdleMilliseconds : StallMilliseconds;
    }

    /// <summary>The next step after a silence of <see cref="SilenceLimit"/>.</summary>
    internal static DetectionStep OnSilence(Expected expected, bool isEmpty, bool isAhead)
    {
        if (expected == Expected.Either && !isAhead)
            return DetectionStep.OpenAhead;
        if (isEmpty || expected == Expected.Tls)
            return DetectionStep.Refuse;
        return expected == Expected.Either ? DetectionStep.Tcp : DetectionStep.Http1;
    }

    // The codec answers what is no HTTP better than a reset would; only the start of HTTP/2's preface has to be waited for.
    private static DetectionStep OnHttpBytes(ReadOnlySpan<byte> start, bool ended)
    {
        if (start.IsEmpty)
            return ended ? DetectionStep.Refuse : DetectionStep.Wait;
        if (ProtocolSniffer.Sniff(start) == SniffedProtocol.Http2)
            return DetectionStep.Http2;
        return !ended && ProtocolSniffer.MayBecomeHttp2(start) ? DetectionStep.Wait : DetectionStep.Http1;
    }

    private static DetectionStep OnTlsBytes(ReadOnlySpan<byte> start, bool ended)
    {
        Span<byte> name = stackalloc byte[ServerNameTable.MaxName];
        return ClientHelloReader.Read(start, name, out _) switch
        {
            ClientHelloStatus.Complete => DetectionStep.ServerName,
            ClientHelloStatus.NeedMore when !ended => DetectionStep.Wait,
            _ => DetectionStep.Refuse,
        };
    }

    private static DetectionStep OnAnyBytes(ReadOnlySpan<byte> start, bool ended) => ProtocolSniffer.Sniff(start) switch
    {
        SniffedProtocol.Http1 => DetectionStep.Http1,
        SniffedProtocol.Http2 => DetectionStep.Http2,
        // A client that ends without a byte can only have come for the server's.
        SniffedProtocol.NeedMore when !ended => DetectionStep.Wait,
        _ => DetectionStep.Tcp,
    };
}
