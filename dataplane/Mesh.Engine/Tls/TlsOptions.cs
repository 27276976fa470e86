namespace Mesh.Engine.Tls;

/// <summary>Options that both sides of a TLS connection have. TLS 1.3 only (RFC 8446).</summary>
public record TlsOptions
{
    /// <summary>ALPN protocols (RFC 7301), the preferred first; 1 to 255 ASCII characters each. Empty (default): none is negotiated.</summary>
    public IReadOnlyList<string> ApplicationProtocols { get; init; } = [];

    /// <summary>
    /// Whether a handshake fails when the peer takes part in no ALPN although <see cref="ApplicationProtocols"/> is not empty.
    /// A peer that offers only others is always refused. Default true.
    /// </summary>
    public bool RequireApplicationProtocol { get; init; } = true;

    /// <summary>
    /// Whether sessions may be resumed by ticket: a server gives tickets and takes its own, a client uses those in
    /// <see cref="Sockets.TcpConnectOptions.Resumption"/>. The peer's certificate is verified again each time, and key exchange is as in a full
    /// handshake. Default false.
    /// </summary>
    public bool AllowResumption { get; init; }

    /// <summary>Milliseconds that the handshake may take. Default 10 000.</summary>
    public int HandshakeTimeoutMilliseconds { get; init; } = 10_000;
}

/// <summary>Options of the accepting side.</summary>
public sealed record TlsServerOptions : TlsOptions
{
    /// <summary>Whether the client has to show a certificate. Default <see cref="ClientCertificateMode.Required"/>.</summary>
    public ClientCertificateMode ClientCertificate { get; init; } = ClientCertificateMode.Required;
}

/// <summary>Options of the connecting side.</summary>
public sealed record TlsClientOptions : TlsOptions
{
    /// <summary>
    /// Accept any server, verifying nothing: only for a first contact that learns a trust bundle and checks it by fingerprint
    /// before anything is believed or sent. Default false.
    /// </summary>
    public bool AcceptAnyServer { get; init; }
}

/// <summary>What a server asks of its clients. A certificate that is shown is always verified.</summary>
public enum ClientCertificateMode
{
    /// <summary>A client without a certificate is refused.</summary>
    Required,

    /// <summary>A client may have no certificate; then <see cref="TlsSession.PeerCertificate"/> is empty.</summary>
    Requested,

    /// <summary>No certificate is asked for.</summary>
    None,
}
