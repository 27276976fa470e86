using System.Net;

namespace Mesh.Discovery.Credentials;

/// <summary>How certificates are obtained.</summary>
public sealed record CertificateOptions
{
    /// <summary>The certificate authority.</summary>
    public required IPEndPoint CertAuthority { get; init; }

    /// <summary>File with the join token; read again at each first contact, so that it may be replaced.</summary>
    public required string TokenFile { get; init; }

    /// <summary>Wanted lifetime; null = what the authority gives. Default null.</summary>
    public TimeSpan? Validity { get; init; }
}
