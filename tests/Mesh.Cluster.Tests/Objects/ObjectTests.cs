using k8s;
using k8s.Models;
using Mesh.Cluster.Tests.Clusters;

namespace Mesh.Cluster.Tests.Objects;

/// <summary>Objects are made, read, replaced and deleted, and what cannot be is refused.</summary>
public sealed class ObjectTests : ClusterTest
{
    [Fact]
    public async Task Objects_are_made_read_replaced_and_deleted()
    {
        var made = await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a", ("key", "1")), Place);
        Assert.NotNull(made.Metadata.Uid);
        Assert.NotNull(made.Metadata.CreationTimestamp);
        Assert.Equal(Place, made.Metadata.NamespaceProperty);

        made.Data["key"] = "2";
        var replaced = await Client.CoreV1.ReplaceNamespacedConfigMapAsync(made, "a", Place);
        Assert.NotEqual(made.Metadata.ResourceVersion, replaced.Metadata.ResourceVersion);
        Assert.Equal(made.Metadata.Uid, replaced.Metadata.Uid);
        Assert.Equal("2", (await Client.CoreV1.ReadNamespacedConfigMapAsync("a", Place)).Data["key"]);

        var gone = await Client.CoreV1.DeleteNamespacedConfigMapAsync("a", Place);
        Assert.Equal("Success", gone.Status);
        Assert.Equal("a", gone.Details.Name);
        Assert.Null(await TestCluster.FindAsync(() => Client.CoreV1.ReadNamespacedConfigMapAsync("a", Place)));
    }

    [Fact]
    public async Task Pods_and_services_are_returned_when_they_are_deleted()
    {
        await Client.CoreV1.CreateNamespacedPodAsync(Samples.Pod("a"), Place);
        await Client.CoreV1.CreateNamespacedServiceAsync(Samples.Service("b"), Place);

        Assert.Equal("a", (await Client.CoreV1.DeleteNamespacedPodAsync("a", Place)).Metadata.Name);
        Assert.Equal("b", (await Client.CoreV1.DeleteNamespacedServiceAsync("b", Place)).Metadata.Name);
    }

    [Fact]
    public async Task A_name_may_be_left_to_the_server()
    {
        var map = Samples.Map("a");
        (map.Metadata.Name, map.Metadata.GenerateName) = (null, "made-");

        var one = await Client.CoreV1.CreateNamespacedConfigMapAsync(map, Place);
        var two = await Client.CoreV1.CreateNamespacedConfigMapAsync(map, Place);

        Assert.Matches("^made-[a-z0-9]{5}$", one.Metadata.Name);
        Assert.NotEqual(one.Metadata.Name, two.Metadata.Name);
    }

    [Fact]
    public async Task What_changes_nothing_makes_no_version()
    {
        var made = await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a", ("key", "1")), Place);

        var same = await Client.CoreV1.ReplaceNamespacedConfigMapAsync(Samples.Map("a", ("key", "1")), "a", Place);
        var patched = await Client.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch("""{"data":{"key":"1"}}""", V1Patch.PatchType.MergePatch), "a", Place);

        Assert.Equal(made.Metadata.ResourceVersion, same.Metadata.ResourceVersion);
        Assert.Equal(made.Metadata.ResourceVersion, patched.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task A_dry_run_answers_and_stores_nothing()
    {
        var answered = await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a", ("key", "1")), Place, dryRun: "All");

        Assert.Equal("1", answered.Data["key"]);
        Assert.Null(await TestCluster.FindAsync(() => Client.CoreV1.ReadNamespacedConfigMapAsync("a", Place)));

        await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a", ("key", "1")), Place);
        Assert.Equal("2", (await Client.CoreV1.ReplaceNamespacedConfigMapAsync(Samples.Map("a", ("key", "2")), "a", Place, dryRun: "All")).Data["key"]);
        Assert.Equal("2", (await Client.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch("""{"data":{"key":"2"}}""", V1Patch.PatchType.MergePatch), "a", Place, dryRun: "All")).Data["key"]);
        await Client.CoreV1.DeleteNamespacedConfigMapAsync("a", Place, dryRun: "All");
        Assert.Equal("1", (await Client.CoreV1.ReadNamespacedConfigMapAsync("a", Place)).Data["key"]);
    }

    [Theory]
    [InlineData("exists", 409, "AlreadyExists", "configmaps \"a\" already exists")]
    [InlineData("missing", 404, "NotFound", "configmaps \"b\" not found")]
    [InlineData("replaced missing", 404, "NotFound", "configmaps \"b\" not found")]
    [InlineData("patched missing", 404, "NotFound", "configmaps \"b\" not found")]
    [InlineData("deleted missing", 404, "NotFound", "configmaps \"b\" not found")]
    [InlineData("stale", 409, "Conflict", "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again")]
    [InlineData("nowhere", 404, "NotFound", "namespaces \"mesh-test-nowhere\" not found")]
    [InlineData("bad name", 422, "Invalid", "ConfigMap \"A_B\" is invalid: metadata.name: Invalid value: \"A_B\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'")]
    [InlineData("no name", 422, "Invalid", "name or generateName is required")]
    [InlineData("other name", 400, "BadRequest", "the name of the object (b) does not match the name on the URL (a)")]
    [InlineData("other namespace", 400, "BadRequest", "the namespace of the provided object does not match the namespace sent on the request")]
    public async Task What_cannot_be_is_refused(string what, int status, string reason, string message)
    {
        var made = await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a", ("key", "1")), Place);
        await Client.CoreV1.ReplaceNamespacedConfigMapAsync(Samples.Map("a", ("key", "2")), "a", Place);

        var refused = await Refused.ByAsync(() => what switch
        {
            "exists" => Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a"), Place),
            "missing" => Client.CoreV1.ReadNamespacedConfigMapAsync("b", Place),
            "replaced missing" => Client.CoreV1.ReplaceNamespacedConfigMapAsync(Samples.Map("b"), "b", Place),
            "patched missing" => Client.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch("{}", V1Patch.PatchType.MergePatch), "b", Place),
            "deleted missing" => Client.CoreV1.DeleteNamespacedConfigMapAsync("b", Place),
            "stale" => Client.CoreV1.ReplaceNamespacedConfigMapAsync(made, "a", Place),
            "nowhere" => Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a"), "mesh-test-nowhere"),
            "bad name" => Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("A_B"), Place),
            "no name" => Client.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Metadata = new V1ObjectMeta() }, Place),
            "other name" => Client.CoreV1.ReplaceNamespacedConfigMapAsync(Samples.Map("b"), "a", Place),
            _ => Client.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "c", NamespaceProperty = "default" } }, Place),
        });

        Assert.Equal((status, reason), (refused.Code, refused.Reason));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }
}
