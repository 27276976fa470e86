using System.Globalization;
using System.Text.Json;
using k8s;
using k8s.Models;
using Mesh.Cluster.Tests.Clusters;
using Mesh.Hosting.Kubernetes;
using Mesh.Hosting.Kubernetes.Informers;

namespace Mesh.Cluster.Tests.Lists;

/// <summary>Watches as they come over the wire.</summary>
public sealed class WatchTests : ClusterTest
{
    private const string Bookmark = "BOOKMARK";

    [Fact]
    public async Task A_watch_goes_on_from_a_version()
    {
        await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("before"), Place);
        var version = (await Client.CoreV1.ListNamespacedConfigMapAsync(Place)).Metadata.ResourceVersion;
        var made = await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a", ("key", "1")), Place);
        await Client.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch("""{"data":{"key":"2"}}""", V1Patch.PatchType.MergePatch), "a", Place);
        await Client.CoreV1.DeleteNamespacedConfigMapAsync("a", Place);

        var seen = await TakeAsync($"api/v1/namespaces/{Place}/configmaps?watch=true&fieldSelector=metadata.name%3Da&resourceVersion={version}&timeoutSeconds=30", 3);

        Assert.Equal(["ADDED a=1", "MODIFIED a=2", "DELETED a=2"], seen.Select(Describe));
        Assert.Equal(made.Metadata.ResourceVersion, VersionOf(seen[0]));
        // A deletion has the version it happened in, so that a watch can go on from there.
        Assert.Equal(seen.Select(VersionOf).Distinct().Count(), seen.Count);
        var rest = await TakeAsync($"api/v1/namespaces/{Place}/configmaps?watch=true&fieldSelector=metadata.name%3Da&resourceVersion={VersionOf(seen[1])}&timeoutSeconds=30", 1);
        Assert.Equal(["DELETED a=2"], rest.Select(Describe));
    }

    [Fact]
    public async Task A_watch_without_version_begins_with_what_is_there()
    {
        await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a", ("key", "1")), Place);

        var seen = await TakeAsync($"api/v1/namespaces/{Place}/configmaps?watch=true&fieldSelector=metadata.name%3Da&timeoutSeconds=30", 1);

        Assert.Equal(["ADDED a=1"], seen.Select(Describe));
    }

    [Fact]
    public async Task What_enters_and_leaves_the_selection_is_added_and_deleted()
    {
        var version = (await Client.CoreV1.ListNamespacedConfigMapAsync(Place)).Metadata.ResourceVersion;
        await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a", ("key", "1")), Place);
        await PatchAsync("""{"metadata":{"labels":{"on":"yes"}}}""");
        await PatchAsync("""{"data":{"key":"2"}}""");
        await PatchAsync("""{"metadata":{"labels":{"on":"no"}}}""");

        var seen = await TakeAsync($"api/v1/namespaces/{Place}/configmaps?watch=true&labelSelector=on%3Dyes&resourceVersion={version}&timeoutSeconds=30", 3);

        Assert.Equal(["ADDED a=1", "MODIFIED a=2", "DELETED a=2"], seen.Select(Describe));

        Task PatchAsync(string patch) => Client.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch(patch, V1Patch.PatchType.MergePatch), "a", Place);
    }

    [Fact]
    public async Task A_watch_ends_when_its_time_is_over()
    {
        var version = (await Client.CoreV1.ListNamespacedConfigMapAsync(Place)).Metadata.ResourceVersion;

        var seen = await TakeAsync(
            $"api/v1/namespaces/{Place}/configmaps?watch=true&allowWatchBookmarks=true&fieldSelector=metadata.name%3Dnone&resourceVersion={version}&timeoutSeconds=1", int.MaxValue);

        Assert.All(seen, happened =>
        {
            Assert.Equal(Bookmark, happened.Text("type"));
            Assert.True(long.Parse(VersionOf(happened), CultureInfo.InvariantCulture) >= long.Parse(version, CultureInfo.InvariantCulture));
        });
    }

    [Fact]
    public async Task A_version_that_is_too_old_is_an_event()
    {
        var group = Cluster.Unique("test") + ".example.org";
        await Cluster.DefineAsync(Samples.Definition(group, "Widget", "v1"));

        var told = Assert.Single(await TakeAsync($"apis/{group}/v1/widgets?watch=true&resourceVersion=1&timeoutSeconds=30", 1));

        Assert.Equal("ERROR", told.Text("type"));
        Assert.Equal((410, "Expired"), (told.Field("object").Number("code"), told.Field("object").Text("reason")));
        Assert.StartsWith("too old resource version: 1 (", told.Field("object").Text("message"), StringComparison.Ordinal);
    }

    private async Task<List<JsonElement>> TakeAsync(string path, int count)
    {
        using var response = await new ApiCalls(Client).GetAsync(path, TestContext.Current.CancellationToken);
        var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var taken = new List<JsonElement>();
        await foreach (var happened in WatchReader.ReadAsync(stream, TestContext.Current.CancellationToken))
        {
            taken.Add(happened.Clone());
            if (taken.Count == count)
                break;
        }

        return taken;
    }

    private static string VersionOf(JsonElement happened) => happened.Field("object").Field("metadata").Text("resourceVersion")!;

    private static string Describe(JsonElement happened) =>
        $"{happened.Text("type")} {happened.Field("object").Field("metadata").Text("name")}={happened.Field("object").Field("data").Text("key")}";
}
