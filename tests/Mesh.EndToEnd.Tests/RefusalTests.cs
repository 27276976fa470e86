using System.Net.Security;
using System.Security.Authentication;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;

namespace Mesh.EndToEnd.Tests;

/// <summary>What a STRICT workload refuses from a host outside the mesh. Each test also shows that a proper caller gets through the same way.</summary>
public sealed class RefusalTests(RefusalMesh mesh) : IClassFixture<RefusalMesh>
{
    private string HttpTarget => $"{mesh.Strict.Host.IPv4}:{RefusalMesh.HttpPort}";

    [RootFact]
    public async Task A_certificate_of_another_authority_is_refused_whatever_name_is_in_it()
    {
        await AssertRefusedAsync(RefusalMesh.Foreign("elsewhere.example"));
        await AssertRefusedAsync(RefusalMesh.Foreign("cluster.local"));
        await AssertProperCallerAsync();
    }

    [RootFact]
    public async Task No_certificate_is_refused()
    {
        await AssertRefusedAsync(null);
        await AssertProperCallerAsync();
    }

    [RootFact]
    public async Task A_certificate_is_accepted_until_it_expires_and_then_refused()
    {
        using var certificate = await mesh.IssueAsync("web", TimeSpan.FromSeconds(10));
        var context = certificate.CreateSslContext();
        await AssertAcceptedAsync(context);
        await Eventually.TrueAsync(() => !certificate.IsValidAt(DateTimeOffset.UtcNow), "the certificate expires");
        await AssertRefusedAsync(context);
        await AssertProperCallerAsync();
    }

    private async Task AssertProperCallerAsync()
    {
        using var certificate = await mesh.IssueAsync("web");
        await AssertAcceptedAsync(certificate.CreateSslContext());
    }

    private async Task AssertAcceptedAsync(SslStreamCertificateContext certificate)
    {
        var served = mesh.StrictApp.Requests;
        await using var tunnel = await mesh.TunnelAsync(certificate);
        var answer = await tunnel.GetAsync(HttpTarget);
        Assert.Equal(200, answer.Status);
        Assert.Equal("strict-1"u8.ToArray(), await tunnel.ReadToEndAsync());
        Assert.Equal("URI=spiffe://cluster.local/ns/t/sa/web", mesh.StrictApp.LastHeaders["x-forwarded-client-cert"]);
        Assert.Equal(served + 1, mesh.StrictApp.Requests);
    }

    private async Task AssertRefusedAsync(SslStreamCertificateContext? certificate)
    {
        var (connections, requests) = (mesh.StrictApp.Connections, mesh.StrictApp.Requests);
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => mesh.TunnelAsync(certificate));
        Assert.True(refusal is IOException or AuthenticationException, refusal.ToString());
        Assert.Equal((connections, requests), (mesh.StrictApp.Connections, mesh.StrictApp.Requests));
    }
}
