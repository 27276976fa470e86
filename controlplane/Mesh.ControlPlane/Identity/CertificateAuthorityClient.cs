using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Conventions;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;
using Mesh.Protos.Identity.V1;
using TrustBundle = Mesh.Identity.Trust.TrustBundle;

namespace Mesh.ControlPlane.Identity;

/// <summary>Speaks to mesh-ca over gRPC.</summary>
/// <param name="authority">Where it listens.</param>
/// <param name="validity">Wanted lifetime of certificates; null: the authority's longest.</param>
/// <param name="time">Clock for deadlines.</param>
internal sealed class CertificateAuthorityClient(ServiceAddress authority, TimeSpan? validity, TimeProvider time) : ICertificateAuthority
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<TrustBundle> DiscoverAsync(TrustDomain trustDomain, RootFingerprint root, CancellationToken cancellation)
    {
        using var connection = new AuthorityConnection(authority, _ => TlsClientOptions.FirstContact());
        var bundle = await GetBundleAsync(connection, trustDomain, cancellation).ConfigureAwait(false);
        return bundle.PinnedTo(root) ?? throw new AuthorityException(
            $"the server at {authority} does not have the root that the join token names; is it the right certificate authority, and the token of its making?")
        { IsUnverified = true };
    }

    /// <inheritdoc/>
    public async Task<TrustBundle> GetBundleAsync(ChainVerifier verifier, CancellationToken cancellation)
    {
        using var connection = Connect(verifier, client: null);
        return await GetBundleAsync(connection, verifier.Bundle.TrustDomain, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<SignedCertificate> SignAsync(
        ChainVerifier verifier, KeyAndRequest request, AuthorityCredential credential, CancellationToken cancellation)
    {
        using var connection = Connect(verifier, credential.Certificate);
        var message = new SignCertificateRequest { Csr = ByteString.CopyFrom(request.Request.Span) };
        if (validity is { } wanted)
            message.Validity = Duration.FromTimeSpan(wanted);
        var headers = credential.Token is { } token ? new Metadata { { "authorization", $"Bearer {token}" } } : null;
        var response = await CallAsync(connection, client =>
            client.SignCertificateAsync(message, headers, DeadlineFromNow(), cancellation)).ConfigureAwait(false);
        var bundle = ToBundle(response.Bundle, verifier.Bundle.TrustDomain);
        try
        {
            return new SignedCertificate(request.Complete(response.CertificateChain.Select(der => der.Memory)), bundle);
        }
        catch (FormatException error)
        {
            throw new AuthorityException($"the certificate authority sent a certificate that cannot be used: {error.Message}", error);
        }
    }

    private AuthorityConnection Connect(ChainVerifier verifier, WorkloadCertificate? client)
    {
        var server = SpiffeId.Create(verifier.Bundle.TrustDomain, MeshIdentities.SystemNamespace, MeshIdentities.CertAuthority);
        return new AuthorityConnection(authority, refused => TlsClientOptions.Verified(() => verifier, server, client, refused));
    }

    private async Task<TrustBundle> GetBundleAsync(AuthorityConnection connection, TrustDomain trustDomain, CancellationToken cancellation)
    {
        var response = await CallAsync(connection, client =>
            client.GetTrustBundleAsync(new GetTrustBundleRequest(), null, DeadlineFromNow(), cancellation)).ConfigureAwait(false);
        return ToBundle(response, trustDomain);
    }

    private static async Task<T> CallAsync<T>(AuthorityConnection connection, Func<IdentityService.IdentityServiceClient, AsyncUnaryCall<T>> call)
    {
        try
        {
            return await call(new IdentityService.IdentityServiceClient(connection.Invoker)).ConfigureAwait(false);
        }
        catch (RpcException error)
        {
            throw connection.Explain(error);
        }
    }

    private static TrustBundle ToBundle(Mesh.Protos.Identity.V1.TrustBundle? message, TrustDomain trustDomain)
    {
        if (message?.TrustDomain != trustDomain.Name)
            throw new AuthorityException($"the certificate authority is not of trust domain {trustDomain} it was asked for");
        try
        {
            return TrustBundle.Create(trustDomain, message.Roots.Select(root => root.Memory));
        }
        catch (FormatException error)
        {
            throw new AuthorityException($"the certificate authority sent roots that cannot be used: {error.Message}", error);
        }
    }

    private DateTime DeadlineFromNow() => time.GetUtcNow().UtcDateTime + Deadline;
}
