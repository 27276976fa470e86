using Mesh.ApiStub;
using Mesh.CertAuthority.Cluster;
using Mesh.CertAuthority.State;
using Mesh.Hosting.Programs;
using Mesh.Identity;

namespace Mesh.CertAuthority.Tests.Cluster;

/// <summary>What becomes of a damaged or refused Secret. How it is made and shared is in Mesh.Cluster.Tests.</summary>
public sealed class RootSecretTests
{
    [Fact]
    public async Task A_next_root_is_read_too()
    {
        await using var cluster = await ApiServerStub.StartAsync();
        var state = await OpenAsync(cluster);
        await using var other = await ApiServerStub.StartAsync();
        var (current, next) = (Convert.ToBase64String(state.Read(RootSlots.CurrentFile)!), Convert.ToBase64String((await OpenAsync(other)).Read(RootSlots.CurrentFile)!));
        await cluster.ApplyAsync($$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"mesh-ca-root","namespace":"mesh-system"},"data":{"{{{RootSlots.CurrentFile}}}":"{{{current}}}","{{{RootSlots.NextFile}}}":"{{{next}}}"}}""");

        using var roots = Roots(await OpenAsync(cluster));

        Assert.Equal(2, roots.Bundle.Roots.Length);
    }

    [Fact]
    public async Task A_root_of_another_trust_domain_is_refused()
    {
        await using var cluster = await ApiServerStub.StartAsync();
        var state = await OpenAsync(cluster);

        var refused = Assert.Throws<StartupException>(() => RootSlots.Open(state, TrustDomain.Parse("other"), () => throw new InvalidOperationException(), DateTimeOffset.UtcNow));

        Assert.StartsWith("Secret mesh-system/mesh-ca-root[root-current.pem]", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--trust-domain", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "mesh-ca needs get and create on secrets of mesh-system")]
    [InlineData(500, "the API server answered 500")]
    public async Task A_refusing_server_is_a_failed_start_that_says_what_is_missing(int status, string expected)
    {
        await using var cluster = await ApiServerStub.StartAsync();
        cluster.Fault = request => request.Contains("secrets", StringComparison.Ordinal) ? status : null;

        var refused = await Assert.ThrowsAsync<StartupException>(() => OpenAsync(cluster));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    private static async Task<IStateStore> OpenAsync(ApiServerStub cluster)
    {
        using var client = cluster.Connect();
        return await new RootSecret(client, TestState.Domain, TimeProvider.System).OpenAsync(TestContext.Current.CancellationToken);
    }

    private static RootSlots Roots(IStateStore state) =>
        RootSlots.Open(state, TestState.Domain, () => throw new InvalidOperationException("there is a root"), DateTimeOffset.UtcNow);
}
