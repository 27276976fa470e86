using k8s;
using k8s.Models;
using Mesh.Cluster.Tests.Clusters;

namespace Mesh.Cluster.Tests.Objects;

/// <summary>Server-side apply: each writer owns what it applied.</summary>
public sealed class ApplyTests : ClusterTest
{
    [Fact]
    public async Task It_makes_and_merges_what_several_apply()
    {
        await ApplyAsync("one", "\"a\":\"1\"");
        var merged = await ApplyAsync("two", "\"b\":\"2\"");

        Assert.Equal(["a", "b"], merged.Data.Keys.Order());
        Assert.Equal(["one", "two"], merged.Metadata.ManagedFields.Select(entry => entry.Manager).Order());
        Assert.All(merged.Metadata.ManagedFields, entry => Assert.Equal("Apply", entry.Operation));
    }

    [Fact]
    public async Task What_a_writer_applies_no_more_is_gone_unless_another_applies_it_too()
    {
        await ApplyAsync("one", "\"a\":\"1\",\"b\":\"1\",\"c\":\"1\"");
        await ApplyAsync("two", "\"b\":\"1\"");

        var left = await ApplyAsync("one", "\"c\":\"2\"");

        Assert.Equal(["b=1", "c=2"], left.Data.Select(entry => $"{entry.Key}={entry.Value}").Order());
    }

    [Fact]
    public async Task What_belongs_to_another_is_a_conflict_unless_forced()
    {
        await ApplyAsync("one", "\"a\":\"1\"");

        var refused = await Refused.ByAsync(() => ApplyAsync("two", "\"a\":\"2\""));
        Assert.Equal((409, "Conflict"), (refused.Code, refused.Reason));
        Assert.Contains("conflict with \"one\"", refused.Message, StringComparison.Ordinal);
        Assert.Contains(".data.a", refused.Message, StringComparison.Ordinal);
        Assert.Equal("1", (await Client.CoreV1.ReadNamespacedConfigMapAsync("a", Place)).Data["a"]);

        var forced = await ApplyAsync("two", "\"a\":\"2\"", force: true);
        Assert.Equal("2", forced.Data["a"]);
    }

    [Fact]
    public async Task What_was_only_created_stays()
    {
        await Client.CoreV1.CreateNamespacedConfigMapAsync(Samples.Map("a", ("made", "1")), Place);
        await ApplyAsync("one", "\"a\":\"1\"");

        var left = await ApplyAsync("one", "\"b\":\"1\"");

        Assert.Equal(["b", "made"], left.Data.Keys.Order());
    }

    private Task<V1ConfigMap> ApplyAsync(string manager, string data, bool force = false) => Client.CoreV1.PatchNamespacedConfigMapAsync(
        new V1Patch($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{{{{data}}}}}""", V1Patch.PatchType.ApplyPatch),
        "a", Place, fieldManager: manager, force: force);
}
