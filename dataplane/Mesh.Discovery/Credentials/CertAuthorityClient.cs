using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Conventions;
using Mesh.Discovery.Transport;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;
using Mesh.Protos.Identity.V1;
using TrustBundle = Mesh.Identity.Trust.TrustBundle;
using TrustBundleMessage = Mesh.Protos.Identity.V1.TrustBundle;

namespace Mesh.Discovery.Credentials;

/// <summary>The calls to the certificate authority. Each opens its own connection: they are rare.</summary>
/// <param name="options">Where the authority is, and the wanted lifetime.</param>
/// <param name="connect">Makes a transport.</param>
/// <param name="check">Verifies what was issued.</param>
/// <param name="time">Clock.</param>
internal sealed class CertAuthorityClient(
    CertificateOptions options, ControlConnector connect, ChainCheck check, TimeProvider time)
{
    private const string Service = "/mesh.identity.v1.IdentityService/";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>First contact: asks whoever answers for the roots and keeps only the pinned one. Shows nothing.</summary>
    /// <exception cref="ControlTransportException">The call failed.</exception>
    /// <exception cref="FormatException">The answer is malformed or has other roots.</exception>
    public async Task<TrustBundle> FetchPinnedBundleAsync(TrustDomain trustDomain, RootFingerprint root, CancellationToken cancellation)
    {
        var answer = await CallAsync(ControlSecurity.FirstContact, "GetTrustBundle", new GetTrustBundleRequest(), null, cancellation).ConfigureAwait(false);
        return ReadBundle(Parse(TrustBundleMessage.Parser, answer), trustDomain).PinnedTo(root)
            ?? throw new FormatException(
                $"the certificate authority at {options.CertAuthority} does not have the root that the join token names ({root}); use a token that this authority issued");
    }

    /// <summary>Asks for a certificate for a new key, and checks that it is the one asked for and that it verifies.</summary>
    /// <param name="id">The identity to ask for.</param>
    /// <param name="bundle">The roots the authority itself must chain to.</param>
    /// <param name="own">The certificate to authenticate with; null = by <paramref name="token"/>.</param>
    /// <param name="token">The token to authenticate with; null = by <paramref name="own"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ControlTransportException">The call failed.</exception>
    /// <exception cref="FormatException">The answer is malformed, or not what was asked for.</exception>
    public async Task<WorkloadCredentials> SignAsync(
        SpiffeId id, TrustBundle bundle, WorkloadCertificate? own, string? token, CancellationToken cancellation)
    {
        var authority = SpiffeId.Create(id.TrustDomain, MeshIdentities.SystemNamespace, MeshIdentities.CertAuthority);
        using var key = KeyAndRequest.Create(id);
        var request = new SignCertificateRequest { Csr = ByteString.CopyFrom(key.Request.Span), Validity = options.Validity?.ToDuration() };
        var answer = await CallAsync(ControlSecurity.Verified(bundle, authority, own), "SignCertificate", request, token, cancellation).ConfigureAwait(false);
        var response = Parse(SignCertificateResponse.Parser, answer);
        var next = response.Bundle is null ? bundle : ReadBundle(response.Bundle, id.TrustDomain);
        var certificate = key.Complete(response.CertificateChain.Select(der => der.Memory));
        if (check(certificate, next, time.GetUtcNow()) is { } problem)
            throw new FormatException($"the issued certificate does not verify against the issued trust bundle: {problem}");
        return new WorkloadCredentials(certificate, next);
    }

    private async Task<byte[]> CallAsync(ControlSecurity security, string method, IMessage request, string? token, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        var transport = connect(options.CertAuthority, () => security);
        await using var closing = transport.ConfigureAwait(false);
        try
        {
            var call = new ControlCall(Service + method) { BearerToken = token, Timeout = Deadline };
            return await transport.CallAsync(call, request.ToByteArray(), either.Token).ConfigureAwait(false);
        }
        catch (ControlTransportException failed) when (failed.PeerRefusal is not null)
        {
            throw new ControlTransportException(failed.Status, $"whoever answers at {options.CertAuthority} is not the certificate authority: {failed.PeerRefusal}", failed);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new ControlTransportException(
                ControlStatus.DeadlineExceeded, $"the certificate authority at {options.CertAuthority} did not answer within {Deadline.TotalSeconds:0} s", late);
        }
    }

    private static TrustBundle ReadBundle(TrustBundleMessage message, TrustDomain expected)
    {
        if (message.TrustDomain != expected.Name)
            throw new FormatException($"the certificate authority is of trust domain \"{message.TrustDomain}\", not {expected}");
        return TrustBundle.Create(expected, message.Roots.Select(root => root.Memory));
    }

    private static T Parse<T>(MessageParser<T> parser, byte[] answer)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(answer);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new FormatException($"the certificate authority's answer is no {typeof(T).Name}: {malformed.Message}", malformed);
        }
    }
}
