using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.CertAuthority.Audit;
using Mesh.CertAuthority.Requests;
using Mesh.CertAuthority.Tokens;
using Mesh.Conventions;
using Mesh.Identity;
using Mesh.Protos.Identity.V1;

namespace Mesh.CertAuthority.Serving;

/// <summary>Issues join tokens to operators; whoever may open the socket is one.</summary>
internal sealed class JoinTokenEndpoint(JoinTokenIssuer issuer, TrustDomain trustDomain, AuditLog audit) : JoinTokenService.JoinTokenServiceBase
{
    public override Task<IssueJoinTokenResponse> IssueJoinToken(IssueJoinTokenRequest request, ServerCallContext context)
    {
        var identity = ReadIdentity(request.Identity);
        var (token, content) = issuer.Issue(identity, ReadLife(request.Ttl), request.Reusable);
        audit.TokenIssued(content);
        return Task.FromResult(new IssueJoinTokenResponse { Token = token, Expires = content.Expires.ToTimestamp() });
    }

    private static TimeSpan ReadLife(Duration? ttl)
    {
        if (ttl is null)
            return JoinTokenFormat.DefaultLife;
        return WireDuration.TryRead(ttl, out var life) && life >= TimeSpan.FromSeconds(1) && life <= JoinTokenFormat.MaxLife
            ? life
            : throw Invalid($"ttl: a join token lives for 1 s to {JoinTokenFormat.MaxLife.TotalDays} days");
    }

    private SpiffeId ReadIdentity(string text)
    {
        if (!SpiffeId.TryParse(text, out var identity))
            throw Invalid("identity: not of the form spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT");
        if (!identity.TrustDomain.Equals(trustDomain))
            throw Invalid($"identity: not of this certificate authority's trust domain {trustDomain}");
        if (identity is { Namespace: MeshIdentities.SystemNamespace, ServiceAccount: MeshIdentities.CertAuthority })
            throw Invalid("identity: the certificate authority's own is not given away");
        return identity;
    }

    private static RpcException Invalid(string message) => new(new Status(StatusCode.InvalidArgument, message));
}
