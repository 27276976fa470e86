using k8s;
using k8s.Models;
using Mesh.CertAuthority.Cluster;
using Mesh.CertAuthority.State;
using Mesh.Cluster.Tests.Clusters;
using Mesh.Conventions;
using Mesh.Hosting.Kubernetes;
using Mesh.Hosting.Programs;
using Mesh.Identity;

namespace Mesh.Cluster.Tests.Roots;

/// <summary>The root of trust in its Secret.</summary>
public sealed class RootSecretTests : ClusterTest
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Cluster.UseSystemNamespaceAsync();
    }

    [Fact]
    public async Task The_first_makes_the_root_and_the_next_reads_it()
    {
        var first = await OpenAsync();
        var second = await OpenAsync();

        Assert.Equal(first.Read(RootSlots.CurrentFile), second.Read(RootSlots.CurrentFile));
    }

    [Fact]
    public async Task Of_many_at_once_all_have_the_root_of_the_winner()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(OpenAsync)));

        var stored = await Client.CoreV1.ReadNamespacedSecretAsync(RootSecret.Name, MeshIdentities.SystemNamespace);
        Assert.All(opened, state => Assert.Equal(stored.Data[RootSlots.CurrentFile], state.Read(RootSlots.CurrentFile)));
        Assert.Equal("Opaque", stored.Type);
    }

    [Fact]
    public async Task A_secret_without_root_is_not_overwritten()
    {
        await Client.CoreV1.CreateNamespacedSecretAsync(
            new V1Secret { Metadata = new V1ObjectMeta { Name = RootSecret.Name }, Data = new Dictionary<string, byte[]> { ["tls.key"] = [0, 0, 0] } }, MeshIdentities.SystemNamespace);

        var refused = await Assert.ThrowsAsync<StartupException>(OpenAsync);

        Assert.Contains("Secret mesh-system/mesh-ca-root has no root-current.pem", refused.Message, StringComparison.Ordinal);
        var stored = await Client.CoreV1.ReadNamespacedSecretAsync(RootSecret.Name, MeshIdentities.SystemNamespace);
        Assert.Equal(["tls.key"], stored.Data.Keys);
    }

    // Each with a connection of its own, as replicas have.
    private async Task<IStateStore> OpenAsync()
    {
        using var client = KubernetesConnection.Create(Cluster.Kubeconfig);
        return await new RootSecret(client, TrustDomain.Parse("td"), TimeProvider.System).OpenAsync(TestContext.Current.CancellationToken);
    }
}
