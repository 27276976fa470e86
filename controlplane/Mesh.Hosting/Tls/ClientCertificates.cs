using System.Security.Cryptography.X509Certificates;

namespace Mesh.Hosting.Tls;

/// <summary>What a TLS listener wants of its clients.</summary>
public enum ClientCertificates
{
    /// <summary>A client may send a certificate. It is not verified in the handshake: the service verifies <see cref="PeerCertificates"/> where it matters.</summary>
    Optional,

    /// <summary>A client must send a certificate that passes <see cref="TlsListenerOptions.ValidateClient"/>.</summary>
    Required,
}

/// <summary>The certificates that a client sent in its handshake, as a feature of the connection and its requests. Not verified by itself.</summary>
/// <param name="Leaf">The client's own certificate.</param>
/// <param name="Others">The rest of what it sent.</param>
public sealed record PeerCertificates(X509Certificate2 Leaf, IReadOnlyList<X509Certificate2> Others);

/// <summary>How a TLS listener serves.</summary>
/// <param name="Certificate">What it shows.</param>
/// <param name="Clients">What it wants of its clients.</param>
public sealed record TlsListenerOptions(ServerCertificate Certificate, ClientCertificates Clients)
{
    /// <summary>Verifies what a client sent: null when it is acceptable, otherwise the reason in words. Called in the handshake.</summary>
    public Func<PeerCertificates, string?>? ValidateClient { get; init; }

    /// <summary>Told who was refused in the handshake and why; null: nobody.</summary>
    public Action<System.Net.EndPoint?, string>? ClientRefused { get; init; }
}
