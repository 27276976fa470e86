using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;

namespace Mesh.Discovery.Transport;

/// <summary>Whom a connection to a control-side service trusts, and what it shows. TLS 1.3, no system roots, no host names.</summary>
public sealed class ControlSecurity
{
    private ControlSecurity(TrustBundle? bundle, SpiffeId? server, WorkloadCertificate? own)
    {
        Bundle = bundle;
        Server = server;
        Own = own;
    }

    /// <summary>
    /// For fetching the trust bundle at first contact and nothing else: whoever answers is accepted, so nothing may be shown to it. What it sends
    /// is reduced to the pinned root (<see cref="TrustBundle.PinnedTo"/>), and a new connection made with <see cref="Verified"/>.
    /// </summary>
    public static ControlSecurity FirstContact { get; } = new(null, null, null);

    /// <summary>The roots that the server's chain must lead to; null: any server is accepted.</summary>
    public TrustBundle? Bundle { get; }

    /// <summary>The identity that the server must have; null: any server is accepted.</summary>
    public SpiffeId? Server { get; }

    /// <summary>The certificate to show; null: none.</summary>
    public WorkloadCertificate? Own { get; }

    /// <summary>For everything else: the server must have <paramref name="server"/> as its identity, by a chain that leads to the bundle.</summary>
    public static ControlSecurity Verified(TrustBundle bundle, SpiffeId server, WorkloadCertificate? own)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(server);
        return new ControlSecurity(bundle, server, own);
    }
}
