using Mesh.Identity.Trust;

namespace Mesh.Identity.Enrolment;

/// <summary>
/// What is needed to ask for a first certificate: a token that proves an identity, and how the certificate authority is known.
/// Exactly one of <see cref="Root"/> and <see cref="Bundle"/> is there.
/// </summary>
public sealed class EnrolmentTicket
{
    internal EnrolmentTicket(string token, SpiffeId identity, DateTimeOffset expires, RootFingerprint? root, TrustBundle? bundle)
    {
        Token = token;
        Identity = identity;
        Expires = expires;
        Root = root;
        Bundle = bundle;
    }

    /// <summary>A secret: shown to a verified certificate authority only.</summary>
    public string Token { get; }

    /// <summary>The identity to ask for.</summary>
    public SpiffeId Identity { get; }

    /// <summary>The token is refused from here on.</summary>
    public DateTimeOffset Expires { get; }

    /// <summary>The fingerprint of the root to trust, of which the certificate authority has to be asked at first contact.</summary>
    public RootFingerprint? Root { get; }

    /// <summary>The roots to trust, which are known already.</summary>
    public TrustBundle? Bundle { get; }

    /// <summary>Identity and expiry; never the token.</summary>
    public override string ToString() => $"token of {Identity} until {Expires:O}";
}
