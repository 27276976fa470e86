using Mesh.CertAuthority.Admission;
using Mesh.CertAuthority.Issuing;
using Mesh.CertAuthority.Requests;
using Mesh.CertAuthority.Tokens;
using Mesh.Hosting.Tls;

namespace Mesh.CertAuthority.Signing;

/// <summary>A request for a certificate, as it came in.</summary>
/// <param name="Authorization">The values of its <c>authorization</c> header.</param>
/// <param name="Certificates">What the client sent in its TLS handshake; null: nothing.</param>
/// <param name="Request">PKCS#10 in DER.</param>
/// <param name="Validity">The wanted validity; null: the maximum.</param>
internal sealed record SigningQuery(IReadOnlyList<string> Authorization, PeerCertificates? Certificates, ReadOnlyMemory<byte> Request, TimeSpan? Validity);

/// <summary>What came of a <see cref="SigningQuery"/>.</summary>
/// <param name="Caller">Who asked; null when not authenticated.</param>
/// <param name="Certificate">What was issued; null when refused.</param>
/// <param name="Refusal">Why nothing was issued; null when something was.</param>
internal sealed record SigningOutcome(Caller? Caller, IssuedCertificate? Certificate, Refusal? Refusal);

/// <summary>Decides on requests for certificates: who asks, what for, whether it is theirs.</summary>
internal sealed class SigningService(CallerAuthenticator authenticator, UsedTokens? usedTokens, LeafIssuer issuer)
{
    /// <summary>Decides, and issues when nothing speaks against it.</summary>
    public async Task<SigningOutcome> SignAsync(SigningQuery query, CancellationToken cancellation)
    {
        var (caller, refusal) = await authenticator.AuthenticateAsync(query.Authorization, query.Certificates, cancellation).ConfigureAwait(false);
        if (caller is null)
            return new SigningOutcome(null, null, refusal);
        var (request, defect) = SigningRequestReader.Read(query.Request.Span);
        refusal = request is null ? new Refusal(RefusalReason.BadRequest, defect!) : Check(request, caller, query.Validity);
        if (refusal is not null)
            return new SigningOutcome(caller, null, refusal);

        // Last of all checks: a mistake in the request shall not cost the bearer the token.
        if (caller.Token is { Once: true } token && usedTokens?.TryUse(token) != true)
            return new SigningOutcome(caller, null, new Refusal(RefusalReason.ReplayedToken, "the join token was used already; issue a new one with `meshctl token`"));
        return new SigningOutcome(caller, issuer.Issue(request!.Id, request.Key, query.Validity), null);
    }

    private static Refusal? Check(SigningRequest request, Caller caller, TimeSpan? validity)
    {
        if (!request.Id.Equals(caller.Id))
            return new Refusal(RefusalReason.OtherIdentity, $"authenticated as {caller.Id}, which cannot get a certificate for {request.Id}");
        return validity < LeafIssuer.MinValidity
            ? new Refusal(RefusalReason.BadRequest, $"the wanted validity is below {LeafIssuer.MinValidity.TotalSeconds} s")
            : null;
    }
}
