using Mesh.CertAuthority.Requests;

namespace Mesh.CertAuthority.Admission;

/// <summary>Knows whom a bearer token stands for.</summary>
internal interface IBearerVerifier
{
    /// <summary>Verifies a token.</summary>
    /// <param name="token">The token, hostile input.</param>
    /// <param name="cancellation">The caller does not wait any more.</param>
    /// <returns>Whom it stands for, or why it is refused, without quoting it.</returns>
    Task<(Caller? Caller, Refusal? Refusal)> VerifyAsync(string token, CancellationToken cancellation);
}
