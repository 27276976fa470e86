using System.Collections.Immutable;
using Mesh.Engine.Tls;
using Mesh.Identity;

namespace Mesh.Tunnel.Credentials;

/// <summary>One generation of what a proxy proves itself with, ready for use. Immutable.</summary>
/// <param name="Client">For tunnels this proxy opens.</param>
/// <param name="Server">For tunnels it accepts.</param>
/// <param name="Identity">Its own identity.</param>
/// <param name="Roots">The trust bundle in both contexts: certificates in DER.</param>
/// <param name="BundleVersion">Its version.</param>
/// <param name="NotAfter">End of its certificate.</param>
public sealed record TunnelCredentials(
    TlsContext Client, TlsContext Server, SpiffeId Identity, ImmutableArray<ReadOnlyMemory<byte>> Roots, string BundleVersion, DateTimeOffset NotAfter);

/// <summary>The current generation: written by the certificate client, read by loops for each new connection.</summary>
public sealed class TunnelCredentialsHolder
{
    private volatile TunnelCredentials? _current;

    /// <summary>The current generation; null before the first certificate.</summary>
    public TunnelCredentials? Current => _current;

    /// <summary>Makes <paramref name="next"/> current. Open connections keep what they were made with.</summary>
    public void Swap(TunnelCredentials next) => _current = next;
}
