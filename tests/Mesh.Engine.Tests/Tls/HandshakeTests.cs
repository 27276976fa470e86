using System.Security.Cryptography.X509Certificates;

using Mesh.Engine.Sockets;
using Mesh.Engine.Tls;

namespace Mesh.Engine.Tests.Tls;

public sealed class HandshakeTests : IDisposable
{
    private readonly TestAuthority _authority = new("root");
    private readonly TestAuthority _foreign = new("foreign");

    public void Dispose()
    {
        _authority.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public void BothSidesKnowEachOther()
    {
        var server = _authority.Issue("server");
        var client = _authority.Issue("client");
        using var pair = new TlsPair(server, client, new() { ApplicationProtocols = ["mesh/1", "h2"] }, new() { ApplicationProtocols = ["h2", "mesh/1"] }).Established();

        var seenByServer = pair.Server.Connection!.Tls!;
        var seenByClient = pair.Client.Connection!.Tls!;
        Assert.Equal(client.Chain[0].ToArray(), seenByServer.PeerCertificate.ToArray());
        Assert.Equal(server.Chain[0].ToArray(), seenByClient.PeerCertificate.ToArray());
        Assert.Equal("mesh/1", seenByServer.ApplicationProtocol);
        Assert.Equal("mesh/1", seenByClient.ApplicationProtocol);
        Assert.Contains(seenByClient.Group, new[] { "x25519", "X25519MLKEM768" });
        Assert.Equal(seenByClient.Group, seenByServer.Group);
        Assert.False(seenByClient.IsResumed);
    }

    [Fact]
    public void AnIntermediateIsPartOfTheChain()
    {
        using var intermediate = new TestAuthority("intermediate", _authority);
        using var pair = new TlsPair(intermediate.Issue("server"), intermediate.Issue("client")).Established();
        Assert.NotNull(pair.Server.Connection!.Tls);
    }

    [Fact]
    public void AMissingIntermediateIsRefused()
    {
        using var intermediate = new TestAuthority("intermediate", _authority);
        using var pair = new TlsPair(_authority.Issue("server"), intermediate.Issue("client", new Leaf { WithIntermediate = false })).Refused();
        Assert.Contains("peer's certificate refused", pair.Server.Detail);
    }

    [Fact]
    public void AnIntermediateInTheBundleIsNoRoot()
    {
        using var intermediate = new TestAuthority("intermediate", _authority);
        var server = _authority.Issue("server");
        var onlyIntermediate = new TlsCredentials { Chain = server.Chain, PrivateKey = server.PrivateKey, Roots = [intermediate.Certificate] };
        using var pair = new TlsPair(onlyIntermediate, intermediate.Issue("client")).Refused();
        Assert.Equal(CloseReason.TlsFailed, pair.Server.Closed);
    }

    [Fact]
    public void AClientOfAnotherRootIsRefused()
    {
        using var pair = new TlsPair(_authority.Issue("server"), _foreign.Issue("client", trusted: _authority)).Refused();
        Assert.Equal(CloseReason.TlsFailed, pair.Server.Closed);
        Assert.Contains("no root in the trust bundle", pair.Server.Detail);
        Assert.Equal(CloseReason.TlsFailed, pair.Client.Closed);
        Assert.Contains("refused this side's certificate", pair.Client.Detail);
        Assert.DoesNotContain("connected", pair.Server.Events);
    }

    [Fact]
    public void AServerOfAnotherRootIsRefused()
    {
        using var pair = new TlsPair(_foreign.Issue("server", trusted: _authority), _authority.Issue("client")).Refused();
        Assert.Equal(CloseReason.TlsFailed, pair.Client.Closed);
        Assert.DoesNotContain("connected", pair.Client.Events);
        Assert.Contains("refused this side's certificate", pair.Server.Detail);
    }

    [Theory]
    [InlineData(-48, -1, "not renewed in time")]
    [InlineData(1, 2, "validity has not begun")]
    public void ACertificateOutsideItsValidityIsRefused(int fromHours, int toHours, string hint)
    {
        var leaf = new Leaf { NotBefore = TimeSpan.FromHours(fromHours), NotAfter = TimeSpan.FromHours(toHours) };
        leaf = leaf with { NotBefore = leaf.NotBefore < TimeSpan.FromDays(-1) ? TimeSpan.FromDays(-1) : leaf.NotBefore };
        using var pair = new TlsPair(_authority.Issue("server"), _authority.Issue("client", leaf)).Refused();
        Assert.Equal(CloseReason.TlsFailed, pair.Server.Closed);
        Assert.Contains(hint, pair.Server.Detail);
    }

    [Theory]
    [InlineData(TestAuthority.ServerAuth, TestAuthority.ServerAuth, false)]
    [InlineData(TestAuthority.ClientAuth, TestAuthority.ClientAuth, false)]
    [InlineData(TestAuthority.ServerAuth, TestAuthority.ClientAuth, true)]
    public void TheExtendedKeyUsageMustFitTheRole(string serverUsage, string clientUsage, bool accepted)
    {
        using var pair = new TlsPair(
            _authority.Issue("server", new Leaf { Usages = [serverUsage] }),
            _authority.Issue("client", new Leaf { Usages = [clientUsage] }));
        if (accepted)
        {
            pair.Established();
            return;
        }
        pair.Refused();
        Assert.Contains("extended key usage", pair.Server.Detail + pair.Client.Detail);
    }

    [Fact]
    public void AClientWithoutACertificateIsRefusedWhenOneIsRequired()
    {
        using var pair = new TlsPair(_authority.Issue("server"), new TlsCredentials { Roots = [_authority.Certificate] }).Refused();
        Assert.Contains("sent no certificate", pair.Server.Detail);
        Assert.Equal(CloseReason.TlsFailed, pair.Client.Closed);
        Assert.Contains("requires a certificate", pair.Client.Detail);
    }

    [Theory]
    [InlineData(ClientCertificateMode.Requested, false, false)]
    [InlineData(ClientCertificateMode.Requested, true, true)]
    [InlineData(ClientCertificateMode.None, true, false)]
    public void AServerMayDoWithoutAClientCertificate(ClientCertificateMode mode, bool clientHasOne, bool serverSeesOne)
    {
        var client = clientHasOne ? _authority.Issue("client") : new TlsCredentials { Roots = [_authority.Certificate] };
        using var pair = new TlsPair(_authority.Issue("server"), client, new() { ClientCertificate = mode }).Established();
        Assert.Equal(serverSeesOne, !pair.Server.Connection!.Tls!.PeerCertificate.IsEmpty);
    }

    [Fact]
    public void ARequestedCertificateIsVerifiedAllTheSame()
    {
        using var pair = new TlsPair(
            _authority.Issue("server"), _foreign.Issue("client", trusted: _authority), new() { ClientCertificate = ClientCertificateMode.Requested }).Refused();
        Assert.Equal(CloseReason.TlsFailed, pair.Server.Closed);
    }

    [Fact]
    public void NoCommonApplicationProtocolIsRefused()
    {
        using var pair = new TlsPair(
            _authority.Issue("server"), _authority.Issue("client"), new() { ApplicationProtocols = ["mesh/1"] }, new() { ApplicationProtocols = ["h2"] }).Refused();
        Assert.Contains("different ALPN protocols", pair.Server.Detail);
        Assert.Contains("different ALPN protocols", pair.Client.Detail);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AClientWithoutAlpnIsRefusedUnlessAllowed(bool required)
    {
        using var pair = new TlsPair(
            _authority.Issue("server"),
            _authority.Issue("client"),
            new() { ApplicationProtocols = ["mesh/1"], RequireApplicationProtocol = required });
        if (required)
        {
            Assert.Contains("ALPN", pair.Refused().Server.Detail);
            return;
        }
        Assert.Equal("", pair.Established().Server.Connection!.Tls!.ApplicationProtocol);
    }

    [Fact]
    public void AFirstContactAcceptsAnyServer()
    {
        using var pair = new TlsPair(
            _foreign.Issue("server"), new TlsCredentials(), new() { ClientCertificate = ClientCertificateMode.None }, new() { AcceptAnyServer = true }).Established();
        using var seen = X509CertificateLoader.LoadCertificate(pair.Client.Connection!.Tls!.PeerCertificate.Span);
        Assert.Equal("CN=foreign", seen.Issuer);
    }

    [Fact]
    public void RsaKeysWork()
    {
        var rsa = new Leaf { Rsa = true };
        using var pair = new TlsPair(_authority.Issue("server", rsa), _authority.Issue("client", rsa)).Established();
        Assert.NotNull(pair.Client.Connection);
    }
}
