using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Mesh.Identity;
using Mesh.TestKit.Certificates;
using Mesh.TestKit.Tunnels;

namespace Mesh.Proxy.Tests.Tunnels;

/// <summary>docs/tunnel.md from the caller's end, by hand-made frames: what it shows, and to whom it speaks.</summary>
public sealed class CallerHandshakeTests : IAsyncLifetime
{
    private Caller _caller = null!;

    public async ValueTask InitializeAsync() => _caller = await Caller.StartAsync();

    public ValueTask DisposeAsync() => _caller.DisposeAsync();

    [Fact]
    public async Task The_handshake_is_tls_1_3_with_its_certificate_and_no_other_protocol()
    {
        var asked = _caller.AskAsync();
        await using var tunnel = await _caller.AcceptAsync();
        Assert.Equal((SslProtocols.Tls13, TunnelClient.Mesh), tunnel.Protocol);
        Assert.Equal("spiffe://cluster.local/ns/t/sa/web", SpiffeId.FromCertificate(tunnel.Certificate).ToString());
        await tunnel.AnswerAsync((await tunnel.RequestAsync()).Stream, 200);
        await asked;
    }

    [Theory]
    [InlineData("another identity")]
    [InlineData("another root")]
    [InlineData("a certificate that has ended")]
    [InlineData("an older TLS")]
    public async Task A_callee_that_is_not_the_expected_one_is_sent_nothing(string what)
    {
        using var stranger = new TestAuthority("cluster.local");
        if (what == "an older TLS")
            _caller.Tls = SslProtocols.Tls12;
        Func<X509Certificate2> certificate = what switch
        {
            "another identity" => () => _caller.Authority.Issue("t", "mallory"),
            "another root" => () => stranger.Issue("t", "catalog"),
            "a certificate that has ended" => () => _caller.Authority.IssueExpired("t", "catalog"),
            _ => () => _caller.Authority.Issue("t", "catalog"),
        };
        var asked = _caller.AskAsync();
        var heard = new List<byte>();
        while (await Task.WhenAny(asked, HearAsync(certificate(), heard)) != asked)
        {
        }
        using var response = await asked;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.StartsWith("UPI", response.Headers.GetValues("x-mesh-error").Single(), StringComparison.Ordinal);
        Assert.Empty(heard);
    }

    private async Task HearAsync(X509Certificate2 certificate, List<byte> heard)
    {
        try
        {
            await using var tunnel = await _caller.AcceptAsync(certificate);
            heard.AddRange(await tunnel.RawAsync());
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            // It did not even finish the handshake.
        }
    }
}
