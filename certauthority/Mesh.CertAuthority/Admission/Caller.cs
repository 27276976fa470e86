using Mesh.CertAuthority.Tokens;
using Mesh.Identity;

namespace Mesh.CertAuthority.Admission;

/// <summary>By what a caller is known.</summary>
internal enum Credential
{
    /// <summary>A join token.</summary>
    JoinToken,

    /// <summary>A Kubernetes service account's token.</summary>
    ServiceAccount,

    /// <summary>Its current certificate.</summary>
    Certificate,
}

/// <summary>Who asks for a certificate.</summary>
/// <param name="Id">The authenticated identity.</param>
/// <param name="Credential">By what.</param>
/// <param name="Token">The join token; null with another credential.</param>
internal sealed record Caller(SpiffeId Id, Credential Credential, JoinToken? Token);
