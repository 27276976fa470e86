using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.CertAuthority.Audit;
using Mesh.CertAuthority.Issuing;
using Mesh.CertAuthority.Requests;
using Mesh.CertAuthority.Signing;
using Mesh.CertAuthority.State;
using Mesh.Hosting.Tls;
using Mesh.Protos.Identity.V1;

namespace Mesh.CertAuthority.Serving;

/// <summary>The identity service: protocol on one side, <see cref="SigningService"/> on the other.</summary>
internal sealed class IdentityEndpoint(SigningService signing, RootSlots roots, AuditLog audit) : IdentityService.IdentityServiceBase
{
    public override Task<TrustBundle> GetTrustBundle(GetTrustBundleRequest request, ServerCallContext context) => Task.FromResult(Bundle());

    public override async Task<SignCertificateResponse> SignCertificate(SignCertificateRequest request, ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var peer = Peer.Describe(http.Connection);
        if (!TryReadValidity(request.Validity, out var validity))
            throw Refuse(new SigningOutcome(null, null, new Refusal(RefusalReason.BadRequest, "the wanted validity is not a duration")), peer);
        var authorization = http.Request.Headers.Authorization.Select(value => value ?? "").ToArray();
        var outcome = await signing.SignAsync(new SigningQuery(authorization, http.Features.Get<PeerCertificates>(), request.Csr.Memory, validity), context.CancellationToken).ConfigureAwait(false);
        if (outcome.Certificate is null)
            throw Refuse(outcome, peer);
        audit.Issued(outcome.Caller!, outcome.Certificate, peer);
        return Response(outcome.Certificate);
    }

    private static bool TryReadValidity(Duration? duration, out TimeSpan? validity)
    {
        validity = null;
        if (duration is null)
            return true;
        if (!WireDuration.TryRead(duration, out var value))
            return false;
        validity = value;
        return true;
    }

    private RpcException Refuse(SigningOutcome outcome, string peer)
    {
        var refusal = outcome.Refusal!;
        audit.Refused(outcome.Caller, refusal, peer);
        return new RpcException(new Status(refusal.StatusCode, refusal.Message));
    }

    private SignCertificateResponse Response(IssuedCertificate certificate)
    {
        var response = new SignCertificateResponse { Bundle = Bundle(), NotAfter = certificate.NotAfter.ToTimestamp() };
        response.CertificateChain.Add(certificate.Chain.Select(der => ByteString.CopyFrom(der.Span)));
        return response;
    }

    private TrustBundle Bundle()
    {
        var bundle = new TrustBundle { TrustDomain = roots.Bundle.TrustDomain.Name, Version = roots.Bundle.Version };
        bundle.Roots.Add(roots.Bundle.Roots.Select(der => ByteString.CopyFrom(der.Span)));
        return bundle;
    }
}
