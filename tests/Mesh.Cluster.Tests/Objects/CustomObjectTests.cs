using System.Text.Json;
using k8s;
using k8s.Models;
using Mesh.Cluster.Tests.Clusters;
using Mesh.TestKit;

namespace Mesh.Cluster.Tests.Objects;

/// <summary>Objects of kinds that are defined in the cluster.</summary>
public sealed class CustomObjectTests : ClusterTest
{
    private string _group = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _group = Cluster.Unique("test") + ".example.org";
    }

    [Fact]
    public async Task A_kind_is_served_from_its_definition_to_its_end()
    {
        Assert.Null(await TestCluster.FindAsync<object>(async () => await ListAsync()));
        await DefineAsync();
        await CreateAsync("a");

        Assert.Equal("a", (await ListAsync()).GetProperty("items")[0].GetProperty("metadata").GetProperty("name").GetString());

        await Cluster.DeleteDefinitionAsync($"widgets.{_group}");
        await Eventually.TrueAsync(async () => await TestCluster.FindAsync<object>(async () => await ListAsync()) is null, "the kind's end");

        // Made again, it is empty.
        await DefineAsync();
        Assert.Equal(0, (await ListAsync()).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task The_generation_counts_changes_of_what_is_wanted()
    {
        await DefineAsync();
        await CreateAsync("a");

        await PatchAsync("""{"metadata":{"labels":{"app":"a"}}}""");
        Assert.Equal(1, await GenerationAsync());
        await PatchAsync("""{"spec":{"size":2}}""");
        Assert.Equal(2, await GenerationAsync());
        await Client.CustomObjects.PatchNamespacedCustomObjectStatusAsync(Merge("""{"status":{"ok":true}}"""), _group, "v1", Place, "widgets", "a");
        Assert.Equal(2, await GenerationAsync());
    }

    [Fact]
    public async Task The_status_is_written_apart()
    {
        await DefineAsync();
        await CreateAsync("a");

        await Client.CustomObjects.PatchNamespacedCustomObjectStatusAsync(Merge("""{"status":{"ok":true},"spec":{"size":9}}"""), _group, "v1", Place, "widgets", "a");
        await PatchAsync("""{"status":{"ok":false},"spec":{"size":2}}""");

        var read = await ReadAsync();
        Assert.True(read.GetProperty("status").GetProperty("ok").GetBoolean());
        Assert.Equal(2, read.GetProperty("spec").GetProperty("size").GetInt32());
    }

    [Fact]
    public async Task A_status_is_not_made_with_the_object()
    {
        await DefineAsync();
        await CreateAsync("a", ""","status":{"ok":true}""");

        Assert.False((await ReadAsync()).TryGetProperty("status", out _));
    }

    [Theory]
    [InlineData("strategic", 415)]
    [InlineData("without version", 422)]
    [InlineData("missing", 404)]
    public async Task What_built_in_kinds_alone_can_is_refused(string what, int status)
    {
        await DefineAsync();
        await CreateAsync("a");

        var refused = await Refused.ByAsync(() => what switch
        {
            "strategic" => Client.CustomObjects.PatchNamespacedCustomObjectAsync(new V1Patch("""{"spec":{"size":2}}""", V1Patch.PatchType.StrategicMergePatch), _group, "v1", Place, "widgets", "a"),
            "without version" => Client.CustomObjects.ReplaceNamespacedCustomObjectAsync(Widget("a"), _group, "v1", Place, "widgets", "a"),
            _ => Client.CustomObjects.GetNamespacedCustomObjectAsync(_group, "v1", Place, "widgets", "b"),
        });

        Assert.Equal(status, refused.Code);
        Assert.True(what != "missing" || refused.Message == $"widgets.{_group} \"b\" not found", refused.Message);
    }

    [Fact]
    public async Task Every_version_shows_the_same_objects()
    {
        await Cluster.DefineAsync(Samples.Definition(_group, "Widget", "v1", "v2"));
        await CreateAsync("a");

        var shown = (JsonElement)await Client.CustomObjects.GetNamespacedCustomObjectAsync(_group, "v2", Place, "widgets", "a");

        Assert.Equal($"{_group}/v2", shown.GetProperty("apiVersion").GetString());
        Assert.Equal(1, shown.GetProperty("spec").GetProperty("size").GetInt32());
    }

    private Task DefineAsync() => Cluster.DefineAsync(Samples.Definition(_group, "Widget", "v1"));

    private JsonElement Widget(string name, string more = "") =>
        Samples.Json($$$"""{"apiVersion":"{{{_group}}}/v1","kind":"Widget","metadata":{"name":"{{{name}}}"},"spec":{"size":1}{{{more}}}}""");

    private Task<object> CreateAsync(string name, string more = "") => Client.CustomObjects.CreateNamespacedCustomObjectAsync(Widget(name, more), _group, "v1", Place, "widgets");

    private Task<object> PatchAsync(string patch) => Client.CustomObjects.PatchNamespacedCustomObjectAsync(Merge(patch), _group, "v1", Place, "widgets", "a");

    private async Task<JsonElement> ReadAsync() => (JsonElement)await Client.CustomObjects.GetNamespacedCustomObjectAsync(_group, "v1", Place, "widgets", "a");

    private async Task<int> GenerationAsync() => (await ReadAsync()).GetProperty("metadata").GetProperty("generation").GetInt32();

    private async Task<JsonElement> ListAsync() => (JsonElement)await Client.CustomObjects.ListNamespacedCustomObjectAsync(_group, "v1", Place, "widgets");

    private static V1Patch Merge(string patch) => new(patch, V1Patch.PatchType.MergePatch);
}
