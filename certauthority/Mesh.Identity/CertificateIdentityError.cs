namespace Mesh.Identity;

/// <summary>Why a certificate carries no workload identity.</summary>
public enum CertificateIdentityError
{
    /// <summary>It carries one.</summary>
    None,

    /// <summary>The bytes are not one X.509 v3 certificate in DER.</summary>
    Malformed,

    /// <summary>There is no subject alternative name extension.</summary>
    NoSubjectAltName,

    /// <summary>The subject alternative name extension appears more than once.</summary>
    RepeatedSubjectAltName,

    /// <summary>The subject alternative name has no URI.</summary>
    NoUri,

    /// <summary>The subject alternative name has more than one URI (forbidden by X509-SVID §2).</summary>
    SeveralUris,

    /// <summary>The URI is not a workload's SPIFFE id.</summary>
    InvalidUri,
}

/// <summary>Words for <see cref="CertificateIdentityError"/>.</summary>
public static class CertificateIdentityErrorText
{
    /// <summary>The reason in words, for a log line or an error message.</summary>
    public static string Describe(this CertificateIdentityError error) => error switch
    {
        CertificateIdentityError.None => "none",
        CertificateIdentityError.Malformed => "it is not one X.509 certificate in DER",
        CertificateIdentityError.NoSubjectAltName => "it has no subject alternative name",
        CertificateIdentityError.RepeatedSubjectAltName => "its subject alternative name extension is repeated",
        CertificateIdentityError.NoUri => "its subject alternative name has no URI",
        CertificateIdentityError.SeveralUris => "its subject alternative name has more than one URI",
        CertificateIdentityError.InvalidUri => "its URI is not of the form spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT",
        _ => throw new ArgumentOutOfRangeException(nameof(error)),
    };
}
