using k8s;
using Mesh.ApiStub;
using Mesh.Injector.Certificates;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Injector.Tests.Certificates;

public sealed class CertificateSecretTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private ApiServerStub _cluster = null!;
    private k8s.Kubernetes _client = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ApiServerStub.StartAsync();
        _client = new k8s.Kubernetes(new KubernetesClientConfiguration { Host = _cluster.Address.ToString() });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Replicas_that_start_at_once_share_one_certificate()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => GetAsync()));
        Assert.Single(all.Select(certificate => Convert.ToHexString(certificate.Context.TargetCertificate.RawDataMemory.Span)).Distinct());
    }

    [Fact]
    public async Task It_is_renewed_at_half_of_its_life_by_the_same_authority()
    {
        var first = await GetAsync();
        _time.Advance(WebhookCertificateIssuer.Life / 2 - TimeSpan.FromHours(1));
        var same = await GetAsync();
        _time.Advance(TimeSpan.FromHours(2));
        var next = await GetAsync();

        Assert.Equal(first.NotAfter, same.NotAfter);
        Assert.True(next.NotAfter > first.NotAfter);
        Assert.Equal(first.Bundle.ToArray(), next.Bundle.ToArray());
    }

    [Fact]
    public async Task An_authority_that_ends_before_long_is_replaced()
    {
        var first = await GetAsync();
        _time.Advance(TimeSpan.FromDays(3600));
        var next = await GetAsync();

        Assert.NotEqual(first.Bundle.ToArray(), next.Bundle.ToArray());
        Assert.True(next.NotAfter > _time.GetUtcNow());
    }

    [Theory]
    [InlineData("tls.crt", "AAAA")]
    [InlineData("tls.key", "")]
    [InlineData("ca.crt", "AAAA")]
    public async Task A_damaged_secret_is_made_anew(string name, string content)
    {
        await GetAsync();
        var secret = _cluster.Find("v1", "Secret", "mesh-system", "mesh-injector-tls")!;
        secret["data"]![name] = content;
        await _cluster.ApplyAsync(secret.ToJsonString());

        Assert.True((await GetAsync()).NotAfter > _time.GetUtcNow());
    }

    [Fact]
    public async Task The_names_are_those_that_the_api_server_uses()
    {
        var leaf = (await GetAsync()).Context.TargetCertificate;
        Assert.True(leaf.MatchesHostname("mesh-injector.mesh-system.svc"));
        Assert.False(leaf.MatchesHostname("mesh-injector"));
    }

    private Task<WebhookCertificate> GetAsync() =>
        new CertificateSecret(_client, new WebhookCertificateIssuer(["mesh-injector.mesh-system.svc"], _time), "mesh-system", _time).GetAsync(TestContext.Current.CancellationToken);
}
