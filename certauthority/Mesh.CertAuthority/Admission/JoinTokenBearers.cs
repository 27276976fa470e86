using Mesh.CertAuthority.Requests;
using Mesh.CertAuthority.Tokens;

namespace Mesh.CertAuthority.Admission;

/// <summary>Bearers of join tokens. Whether a token was used already is decided last of all, when everything else about the request is fine.</summary>
/// <param name="tokens">Verifies tokens.</param>
internal sealed class JoinTokenBearers(JoinTokenVerifier tokens) : IBearerVerifier
{
    /// <inheritdoc/>
    public async Task<(Caller? Caller, Refusal? Refusal)> VerifyAsync(string token, CancellationToken cancellation)
    {
        var (valid, defect) = await tokens.VerifyAsync(token).ConfigureAwait(false);
        return valid is null
            ? (null, new Refusal(RefusalReason.BadToken, defect!))
            : (new Caller(valid.Identity, Credential.JoinToken, valid), null);
    }
}
