using k8s;
using k8s.Models;
using Mesh.Cluster.Tests.Clusters;

namespace Mesh.Cluster.Tests.Lists;

/// <summary>Lists, whole, by page and by selection.</summary>
public sealed class ListTests : ClusterTest
{
    private const string Ours = "app.kubernetes.io/part-of=test";

    [Fact]
    public async Task Pages_are_one_state_however_long_they_take()
    {
        for (var i = 0; i < 5; i++)
            await MakeAsync($"m{i}");

        var first = await ListAsync(limit: 2);
        await Client.CoreV1.DeleteNamespacedConfigMapAsync("m3", Place);
        await MakeAsync("m1-later");
        var second = await ListAsync(limit: 2, continuation: first.Metadata.ContinueProperty);
        var third = await ListAsync(limit: 2, continuation: second.Metadata.ContinueProperty);

        Assert.Equal(["m0", "m1", "m2", "m3", "m4"], new[] { first, second, third }.SelectMany(Names));
        Assert.Equal(first.Metadata.ResourceVersion, third.Metadata.ResourceVersion);
        Assert.True(string.IsNullOrEmpty(third.Metadata.ContinueProperty));
        Assert.Equal(["m0", "m1", "m1-later", "m2", "m4"], Names(await ListAsync()));
    }

    [Theory]
    [InlineData("tier=web", "a b")]
    [InlineData("tier==web,zone", "a")]
    [InlineData("tier!=web", "c d")]
    [InlineData("!tier", "d")]
    [InlineData("tier in (web, db)", "a b c")]
    [InlineData("tier notin (web)", "c d")]
    [InlineData("tier in (web),zone notin (z2)", "a b")]
    public async Task Labels_select(string selector, string expected)
    {
        await MakeAsync("a", ("tier", "web"), ("zone", "z1"));
        await MakeAsync("b", ("tier", "web"));
        await MakeAsync("c", ("tier", "db"), ("zone", "z2"));
        await MakeAsync("d");

        Assert.Equal(expected.Split(' '), Names(await ListAsync(labels: $"{Ours},{selector}")));
    }

    [Theory]
    [InlineData("metadata.name=a", "a")]
    [InlineData("metadata.name!=a", "b")]
    public async Task Fields_select(string selector, string expected)
    {
        await MakeAsync("a");
        await MakeAsync("b");

        Assert.Equal(expected.Split(' '), Names(await ListAsync(fields: selector)));
    }

    [Fact]
    public async Task A_field_that_does_not_select_is_refused()
    {
        var refused = await Refused.ByAsync(() => ListAsync(fields: "data.key=1"));

        Assert.Equal((400, "BadRequest"), (refused.Code, refused.Reason));
        Assert.Contains("data.key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_continuation_that_is_none_is_refused() =>
        Assert.Equal((400, "BadRequest"), (await Refused.ByAsync(() => ListAsync(limit: 2, continuation: "nonsense"))) is { } refused ? (refused.Code, refused.Reason) : default);

    [Fact]
    public async Task A_list_of_all_namespaces_has_those_of_each()
    {
        var other = await Cluster.NamespaceAsync();
        await MakeAsync("a");
        await Client.CoreV1.CreateNamespacedConfigMapAsync(Labelled("a"), other);

        var all = await Client.CoreV1.ListConfigMapForAllNamespacesAsync(labelSelector: Ours);

        Assert.Equal(new[] { Place, other }.Order(), all.Items.Select(item => item.Metadata.NamespaceProperty).Where(place => place == Place || place == other).Order());
    }

    private static IEnumerable<string> Names(V1ConfigMapList list) => list.Items.Select(item => item.Metadata.Name);

    private static V1ConfigMap Labelled(string name, params (string Key, string Value)[] labels)
    {
        var map = Samples.Map(name);
        map.Metadata.Labels = labels.Append(("app.kubernetes.io/part-of", "test")).ToDictionary(label => label.Item1, label => label.Item2);
        return map;
    }

    private Task<V1ConfigMap> MakeAsync(string name, params (string Key, string Value)[] labels) => Client.CoreV1.CreateNamespacedConfigMapAsync(Labelled(name, labels), Place);

    private Task<V1ConfigMapList> ListAsync(int? limit = null, string? continuation = null, string? fields = null, string labels = Ours) =>
        Client.CoreV1.ListNamespacedConfigMapAsync(Place, limit: limit, continueParameter: continuation, labelSelector: labels, fieldSelector: fields);
}
