using k8s;
using k8s.Models;
using Mesh.CertAuthority.Cluster;
using Mesh.CertAuthority.Issuing;
using Mesh.Cluster.Tests.Clusters;
using Mesh.Hosting.Kubernetes;
using Mesh.Identity;
using Mesh.Identity.Trust;
using Mesh.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Cluster.Tests.Roots;

/// <summary>The roots in every namespace.</summary>
public sealed class RootConfigMapTests : ClusterTest
{
    private const string Name = "mesh-root";
    private const string Key = "root.pem";

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private TrustBundle _bundle = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        // Whoever has this namespace to itself disturbs no mesh in the others.
        await Cluster.UseSystemNamespaceAsync();
        Cluster.Afterwards(DeleteAllAsync);
        using var root = new AuthorityIssuer(TrustDomain.Parse("td"), TimeProvider.System).CreateRoot();
        _bundle = TrustBundle.Create(TrustDomain.Parse("td"), [root.Der]);
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Every_namespace_has_the_roots_also_those_made_later()
    {
        Start();
        await HoldsAsync(Place);
        await HoldsAsync("default");
        await HoldsAsync("kube-system");

        await HoldsAsync(await Cluster.NamespaceAsync());
    }

    [Fact]
    public async Task What_is_removed_or_changed_is_put_right()
    {
        Start();
        await HoldsAsync(Place);

        await Client.CoreV1.DeleteNamespacedConfigMapAsync(Name, Place);
        await HoldsAsync(Place);
        await Client.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch($$$"""{"data":{"{{{Key}}}":"planted"}}""", V1Patch.PatchType.MergePatch), Name, Place);

        await HoldsAsync(Place);
    }

    [Fact]
    public async Task What_is_there_from_another_root_is_replaced()
    {
        await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map(Name, (Key, "old")), Place);
        Start();
        await HoldsAsync(Place);
    }

    private void Start() => _running = Task.Run(() => new RootConfigMaps(
        Client, new ApiCalls(Client), _bundle, new Random(1), TimeProvider.System, NullLogger<RootConfigMaps>.Instance).RunAsync(_stop.Token));

    private async Task DeleteAllAsync()
    {
        foreach (var place in (await Client.CoreV1.ListNamespaceAsync()).Items)
            await TestCluster.FindAsync(() => Client.CoreV1.DeleteNamespacedConfigMapAsync(Name, place.Metadata.Name));
    }

    private Task HoldsAsync(string place) => Eventually.TrueAsync(
        async () => (await TestCluster.FindAsync(() => Client.CoreV1.ReadNamespacedConfigMapAsync(Name, place)))?.Data[Key] == _bundle.ToPem(), $"namespace {place} has the roots");
}
