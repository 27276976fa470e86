using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

using Mesh.Engine.Interop;

namespace Mesh.Engine.Tls;

/// <content>What the handshake established, and the tickets that shorten the next one.</content>
internal sealed unsafe partial class TlsChannel
{
    /// <summary>What the finished handshake established; null, with <see cref="Error"/>, when it does not suffice.</summary>
    internal TlsSession? DescribeSession()
    {
        var protocol = _context.ProtocolName(SelectedProtocol());
        if (protocol.Length == 0 && _context.Options is { RequireApplicationProtocol: true, ApplicationProtocols.Count: > 0 })
        {
            Error = "the peer takes no part in ALPN (it may not be a mesh proxy)";
            return null;
        }
        var group = LibSsl.GroupName(_ssl, (int)LibSsl.Control(_ssl, LibSsl.ControlNegotiatedGroup, 0, null));
        return new TlsSession(PeerCertificate(), protocol, GroupName(group), LibSsl.SessionReused(_ssl) == 1);
    }

    private void OfferTicket()
    {
        var session = _resumption?.Take(_context) ?? 0;
        if (session == 0)
            return;
        _ = LibSsl.SetSession(_ssl, session);
        LibSsl.SessionFree(session);
    }

    private void KeepTicket()
    {
        var session = SessionTickets.TakeArrived();
        if (session == 0)
            return;
        if (_resumption is null)
            LibSsl.SessionFree(session);
        else
            _resumption.Keep(_context, session);
    }

    private ReadOnlySpan<byte> SelectedProtocol()
    {
        byte* protocol;
        uint length;
        LibSsl.GetAlpn(_ssl, &protocol, &length);
        return new ReadOnlySpan<byte>(protocol, (int)length);
    }

    [SkipLocalsInit]
    private byte[] PeerCertificate()
    {
        var certificate = LibSsl.GetPeerCertificate(_ssl);
        if (certificate == 0)
            return [];
        var length = LibCrypto.EncodeCertificate(certificate, null);
        var buffer = length <= 2048 ? stackalloc byte[2048] : new byte[length];
        fixed (byte* start = buffer)
        {
            var next = start;
            length = LibCrypto.EncodeCertificate(certificate, &next);
        }
        return _context.Share(buffer[..length]);
    }

    // Names as IANA has them; OpenSSL's differ between its versions.
    private static string GroupName(byte* name)
    {
        var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);
        if (Ascii.EqualsIgnoreCase(text, "x25519"u8))
            return "x25519";
        if (Ascii.EqualsIgnoreCase(text, "X25519MLKEM768"u8))
            return "X25519MLKEM768";
        if (Ascii.EqualsIgnoreCase(text, "secp256r1"u8) || Ascii.EqualsIgnoreCase(text, "prime256v1"u8))
            return "secp256r1";
        return Encoding.ASCII.GetString(text);
    }
}
