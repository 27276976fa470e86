using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Conventions;
using Mesh.Discovery.Transport;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Tokens;
using Mesh.Identity.Trust;
using Mesh.Protos.Identity.V1;
using TrustBundle = Mesh.Identity.Trust.TrustBundle;
using WireBundle = Mesh.Protos.Identity.V1.TrustBundle;

namespace Mesh.Discovery.Credentials;

/// <summary>Asks the certificate authority: at first contact by the join token that pins its root, later by the certificate held.</summary>
internal sealed class Enrolment(CertificateOptions options, TimeProvider time)
{
    private const string GetBundle = "/mesh.identity.v1.IdentityService/GetTrustBundle";
    private const string Sign = "/mesh.identity.v1.IdentityService/SignCertificate";

    /// <summary>A new certificate for a new key.</summary>
    /// <param name="current">What is held; null or expired = first contact.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ControlTransportException">The authority cannot be reached or refuses.</exception>
    /// <exception cref="FormatException">Token or answer cannot be used.</exception>
    public async Task<WorkloadCredentials> ObtainAsync(WorkloadCredentials? current, CancellationToken cancellation)
    {
        if (current is null || !current.Certificate.IsValidAt(time.GetUtcNow()))
            return await EnrolAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await SignAsync(current.Certificate.Id, current.Bundle, current.Certificate, null, cancellation).ConfigureAwait(false);
        }
        catch (ControlTransportException refused) when (refused.Status == ControlStatus.Unauthenticated)
        {
            // The authority does not know this certificate (any more): the token may still be good.
            return await EnrolAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task<WorkloadCredentials> EnrolAsync(CancellationToken cancellation)
    {
        var token = (await File.ReadAllTextAsync(options.TokenFile, cancellation).ConfigureAwait(false)).Trim();
        if (!JoinTokenPayload.TryRead(token, out var payload, out var error))
            throw new FormatException($"{options.TokenFile} holds no join token: {error}");
        var pinned = await FetchPinnedAsync(payload, cancellation).ConfigureAwait(false);
        return await SignAsync(payload.Identity, pinned, null, token, cancellation).ConfigureAwait(false);
    }

    // Nothing secret is sent here and nothing received is believed before its fingerprint matched.
    private async Task<TrustBundle> FetchPinnedAsync(JoinTokenPayload payload, CancellationToken cancellation)
    {
        var transport = new GrpcControlTransport(options.CertAuthority, () => Tls(AcceptUnverified, null));
        await using (transport.ConfigureAwait(false))
        {
            var answer = await transport.CallAsync(GetBundle, new GetTrustBundleRequest().ToByteArray(), null, cancellation).ConfigureAwait(false);
            var bundle = ReadBundle(payload.Identity.TrustDomain, Parse(WireBundle.Parser, answer));
            return bundle.PinnedTo(payload.Root)
                ?? throw new FormatException($"{options.CertAuthority} is not the authority the join token names: none of its roots has fingerprint {payload.Root}");
        }
    }

    private async Task<WorkloadCredentials> SignAsync(SpiffeId id, TrustBundle trusted, WorkloadCertificate? own, string? token, CancellationToken cancellation)
    {
        var authority = SpiffeId.Create(id.TrustDomain, MeshIdentities.SystemNamespace, MeshIdentities.CertAuthority);
        var verify = TlsPeerValidation.ForServer(() => new ChainVerifier(trusted, time), authority);
        using var key = KeyAndRequest.Create(id);
        var request = new SignCertificateRequest { Csr = ByteString.CopyFrom(key.Request.Span) };
        if (options.Validity is { } validity)
            request.Validity = Duration.FromTimeSpan(validity);
        var transport = new GrpcControlTransport(options.CertAuthority, () => Tls(verify, own));
        await using (transport.ConfigureAwait(false))
        {
            var answer = Parse(SignCertificateResponse.Parser, await transport.CallAsync(Sign, request.ToByteArray(), token, cancellation).ConfigureAwait(false));
            var certificate = key.Complete(answer.CertificateChain.Select(c => c.Memory));
            return new WorkloadCredentials(certificate, answer.Bundle is null ? trusted : ReadBundle(id.TrustDomain, answer.Bundle));
        }
    }

    // First contact learns the roots themselves; the fingerprint in the token verifies them before they are used.
    private static bool AcceptUnverified(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => certificate is not null;

    private static SslClientAuthenticationOptions Tls(RemoteCertificateValidationCallback verify, WorkloadCertificate? own) => new()
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        TargetHost = MeshIdentities.CertAuthority,
        ClientCertificateContext = own?.CreateSslContext(),
        RemoteCertificateValidationCallback = verify,
    };

    private static TrustBundle ReadBundle(TrustDomain trustDomain, WireBundle wire) =>
        TrustBundle.Create(trustDomain, wire.Roots.Select(root => root.Memory));

    private static T Parse<T>(MessageParser<T> parser, byte[] message) where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new FormatException($"the certificate authority's answer is malformed: {malformed.Message}", malformed);
        }
    }
}
