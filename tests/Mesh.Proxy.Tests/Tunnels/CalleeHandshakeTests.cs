using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Mesh.TestKit.Tunnels;

namespace Mesh.Proxy.Tests.Tunnels;

/// <summary>docs/tunnel.md from the callee's end: whom it lets in, for how long, and what it announces.</summary>
public sealed class CalleeHandshakeTests : IAsyncLifetime
{
    private const ushort EnableConnectProtocol = 8;

    private Callee _callee = null!;

    public async ValueTask InitializeAsync() => _callee = await Callee.StartAsync();

    public ValueTask DisposeAsync() => _callee.DisposeAsync();

    [Theory]
    [InlineData("spiffe://other.domain/ns/t/sa/web")]
    [InlineData("spiffe://cluster.local/web")]
    [InlineData("https://cluster.local/ns/t/sa/web")]
    public async Task A_caller_without_an_identity_of_the_mesh_is_not_let_in(string name)
    {
        using var certificate = _callee.Authority.Issue(name, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddHours(1));
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => _callee.TunnelAsync(certificate));
        Assert.True(refusal is IOException or AuthenticationException, refusal.ToString());
    }

    [Theory]
    [InlineData(SslProtocols.Tls13, false)]
    [InlineData(SslProtocols.Tls12, true)]
    public async Task A_handshake_is_tls_1_3_with_a_certificate_or_none_at_all(SslProtocols tls, bool withCertificate)
    {
        using var certificate = _callee.Authority.Issue("t", "web");
        var shown = withCertificate ? SslStreamCertificateContext.Create(certificate, null, offline: true) : null;
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => _callee.TunnelAsync(shown, TunnelClient.Mesh, tls));
        Assert.True(refusal is IOException or AuthenticationException, refusal.ToString());
        await using var proper = await _callee.TunnelAsync();
    }

    [Fact]
    public async Task A_tunnel_is_drained_before_the_callers_certificate_ends()
    {
        using var listener = _callee.Listen();
        await using var tunnel = await _callee.TunnelAsync(
            _callee.Authority.Issue("spiffe://cluster.local/ns/t/sa/web", DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddSeconds(4)));
        Assert.Equal(200, (await tunnel.ConnectStreamAsync(listener.LocalEndPoint!.ToString()!)).Status);
        using var application = await listener.AcceptAsync();
        Assert.Equal(1, await tunnel.WaitForGoAwayAsync());
        await application.SendAsync("last"u8.ToArray());
        application.Shutdown(SocketShutdown.Send);
        Assert.Equal("last"u8.ToArray(), await tunnel.ReadToEndAsync());
    }

    [Fact]
    public async Task Extended_connect_is_announced()
    {
        await using var tunnel = await _callee.TunnelAsync();
        Assert.Equal(1u, tunnel.Settings[EnableConnectProtocol]);
    }
}
