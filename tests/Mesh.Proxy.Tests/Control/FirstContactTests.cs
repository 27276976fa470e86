using Google.Protobuf;
using Mesh.Discovery.Credentials;
using Mesh.Discovery.Transport;
using Mesh.Engine.Tls;
using Mesh.Identity;
using Mesh.Identity.Enrolment;
using Mesh.Identity.Trust;
using Mesh.TestKit.Certificates;
using TrustBundleMessage = Mesh.Protos.Identity.V1.TrustBundle;

namespace Mesh.Proxy.Tests.Control;

/// <summary>The certificate authority is known by the root that the token names, and then by its identity: over this transport too.</summary>
public sealed class FirstContactTests : IDisposable
{
    private const string AuthorityId = "spiffe://cluster.local/ns/mesh-system/sa/mesh-ca";

    private readonly ControlClient _client = new();

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_bundle_is_reduced_to_the_pinned_root()
    {
        var stranger = new TestAuthority("cluster.local");
        await using var server = Answering(ControlClient.Authority, stranger);

        var bundle = await Client(server).FetchPinnedBundleAsync(TrustDomain.Parse("cluster.local"), Fingerprint(ControlClient.Authority), Test);

        Assert.Equal(ControlClient.Authority.Root.RawData, Assert.Single(bundle.Roots).ToArray());
    }

    [Fact]
    public async Task Whoever_has_not_the_pinned_root_is_refused()
    {
        await using var server = Answering(new TestAuthority("cluster.local"));

        var failed = await Assert.ThrowsAsync<FormatException>(
            () => Client(server).FetchPinnedBundleAsync(TrustDomain.Parse("cluster.local"), Fingerprint(ControlClient.Authority), Test));

        Assert.Contains("does not have the root that the join token names", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_is_not_the_authority_sees_no_token(bool otherRoot)
    {
        await using var server = new ScriptedServer([], identity: otherRoot ? AuthorityId : "spiffe://cluster.local/ns/shop/sa/catalog");
        var root = (otherRoot ? new TestAuthority("cluster.local") : ControlClient.Authority).Root.RawDataMemory;
        var bundle = TrustBundle.Create(TrustDomain.Parse("cluster.local"), [root]);

        var failed = await Assert.ThrowsAsync<ControlTransportException>(
            () => Client(server).SignAsync(SpiffeId.Parse("spiffe://cluster.local/ns/shop/sa/web"), bundle, null, "secret", Test));

        Assert.Equal(ControlStatus.Unavailable, failed.Status);
        Assert.StartsWith($"whoever answers at {server.Address} is not the certificate authority: ", failed.Message, StringComparison.Ordinal);
        Assert.Contains(otherRoot ? "certificate" : $"is spiffe://cluster.local/ns/shop/sa/catalog, expected {AuthorityId}", failed.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public void A_chain_is_judged_as_peers_judge_it()
    {
        var credentials = ControlClient.Issue();
        var other = new TestAuthority("cluster.local").Root.RawDataMemory;

        Assert.Null(ClientChain.Problem(credentials.Certificate.Chain, credentials.Bundle.Roots, DateTimeOffset.UtcNow));
        Assert.Equal("certificate has expired", ClientChain.Problem(credentials.Certificate.Chain, credentials.Bundle.Roots, DateTimeOffset.UtcNow.AddHours(2)));
        Assert.Equal("certificate is not yet valid", ClientChain.Problem(credentials.Certificate.Chain, credentials.Bundle.Roots, DateTimeOffset.UtcNow.AddHours(-2)));
        Assert.Equal("unable to get local issuer certificate", ClientChain.Problem(credentials.Certificate.Chain, [other], DateTimeOffset.UtcNow));
        Assert.Equal("the chain is empty", ClientChain.Problem([], credentials.Bundle.Roots, DateTimeOffset.UtcNow));
        Assert.Equal("a certificate of the chain cannot be read", ClientChain.Problem([new byte[] { 1, 2, 3 }], credentials.Bundle.Roots, DateTimeOffset.UtcNow));
        Assert.Equal("a root is no certificate", ClientChain.Problem(credentials.Certificate.Chain, [new byte[] { 1 }], DateTimeOffset.UtcNow));
    }

    public void Dispose() => _client.Dispose();

    private static RootFingerprint Fingerprint(TestAuthority authority) =>
        RootFingerprint.Parse(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(authority.Root.RawData)));

    // A bundle is longer than a byte says: the length takes two.
    private static ScriptedServer Answering(params TestAuthority[] authorities)
    {
        var message = new TrustBundleMessage { TrustDomain = "cluster.local", Roots = { authorities.Select(authority => ByteString.CopyFrom(authority.Root.RawData)) } }.ToByteArray();
        byte[] framed = [0, 0, 0, (byte)(message.Length >> 8), (byte)message.Length, .. message];
        return new ScriptedServer(
            [
                .. Frames.Headers(false, ":status: 200", "content-type: application/grpc+proto"), .. Frames.Data(false, framed),
                .. Frames.Headers(true, "grpc-status: 0"),
            ],
            identity: "spiffe://anybody.example/ns/x/sa/y");
    }

    private CertAuthorityClient Client(ScriptedServer server) => new(
        new CertificateOptions { CertAuthority = server.Address, Enrolment = EnrolmentFiles.JoinToken("/none") },
        (address, security) => _client.Connect(address, security),
        (certificate, bundle, now) => ClientChain.Problem(certificate.Chain, bundle.Roots, now), TimeProvider.System);
}
