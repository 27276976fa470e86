using System.Runtime.InteropServices;

using Mesh.Engine.Interop;

namespace Mesh.Engine.Tls;

/// <summary>Turns OpenSSL's errors into a line for logs: what went wrong and where to look.</summary>
internal static unsafe class TlsErrorText
{
    internal const int UnexpectedEof = 294;

    private const int VerifyFailed = 134;

    /// <summary>Reason code of the calling thread's newest error; 0 when there is none.</summary>
    internal static int Reason => (int)(LibCrypto.PeekLastError() & 0x7F_FFFF);

    /// <summary>Text of the calling thread's newest error; the queue is empty afterwards.</summary>
    internal static string TakeQueue()
    {
        var text = Text(LibCrypto.ReasonText(LibCrypto.PeekLastError()));
        LibCrypto.ClearErrors();
        return text ?? "no detail from OpenSSL";
    }

    /// <summary>Explains a failed operation of <paramref name="ssl"/>; the queue is empty afterwards.</summary>
    internal static string Explain(nint ssl)
    {
        var reason = Reason;
        var text = TakeQueue();
        if (reason == VerifyFailed)
            return ExplainVerification(LibSsl.GetVerifyResult(ssl));
        return Hint(reason) is { } hint ? $"{text} ({hint})" : text;
    }

    private static string ExplainVerification(nint result)
    {
        var text = $"peer's certificate refused: {Text(LibCrypto.VerifyErrorText(result))}";
        return VerifyHint((int)result) is { } hint ? $"{text} ({hint})" : text;
    }

    private static string? VerifyHint(int result) => result switch
    {
        9 => "its validity has not begun: compare the clocks",
        10 => "it was not renewed in time, or this host's clock is ahead",
        2 or 18 or 19 or 20 or 21 => "it comes from no root in the trust bundle: another trust domain, or a bundle that is behind",
        26 => "its extended key usage lacks the peer's role",
        _ => null,
    };

    private static string? Hint(int reason) => reason switch
    {
        156 or 267 => "the peer does not speak TLS on this port",
        199 => "the peer sent no certificate, and one is required",
        235 or 1120 => "both sides offer different ALPN protocols",
        258 or 1070 => "the peer has no TLS 1.3",
        1042 or 1045 or 1048 => "the peer refused this side's certificate: compare the trust bundles and validity",
        1116 => "the peer requires a certificate",
        _ => null,
    };

    private static string? Text(byte* native) => Marshal.PtrToStringUTF8((nint)native);
}
