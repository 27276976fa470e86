using Mesh.Conventions;
using Mesh.Identity.Enrolment;

namespace Mesh.Discovery.Credentials;

/// <summary>How certificates are obtained.</summary>
public sealed record CertificateOptions
{
    /// <summary>The certificate authority.</summary>
    public required ServiceAddress CertAuthority { get; init; }

    /// <summary>Token and roots for first contact; read again each time, so that they may be replaced.</summary>
    public required EnrolmentFiles Enrolment { get; init; }

    /// <summary>Wanted lifetime; null = what the authority gives. Default null.</summary>
    public TimeSpan? Validity { get; init; }
}
