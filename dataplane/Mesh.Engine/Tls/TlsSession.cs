namespace Mesh.Engine.Tls;

/// <summary>What a finished handshake established.</summary>
public sealed class TlsSession
{
    /// <summary>Creates the record of a finished handshake.</summary>
    public TlsSession(byte[] peerCertificate, string applicationProtocol, string group, bool resumed)
    {
        PeerCertificate = peerCertificate;
        ApplicationProtocol = applicationProtocol;
        Group = group;
        IsResumed = resumed;
    }

    /// <summary>The peer's leaf certificate in DER, its chain verified against the roots; empty when it sent none.</summary>
    public ReadOnlyMemory<byte> PeerCertificate { get; }

    /// <summary>The negotiated ALPN protocol; empty when there is none.</summary>
    public string ApplicationProtocol { get; }

    /// <summary>Name of the key exchange group, for metrics.</summary>
    public string Group { get; }

    /// <summary>Whether an earlier session was resumed.</summary>
    public bool IsResumed { get; }
}
