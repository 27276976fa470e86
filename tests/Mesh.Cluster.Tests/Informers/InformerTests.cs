using System.Collections.Concurrent;
using System.Text.Json;
using k8s;
using k8s.Models;
using Mesh.Cluster.Tests.Clusters;
using Mesh.Hosting.Kubernetes;
using Mesh.Hosting.Kubernetes.Informers;
using Mesh.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Cluster.Tests.Informers;

/// <summary>The informer against a server. How it does without one is in Mesh.Hosting.Tests.</summary>
public sealed class InformerTests : ClusterTest
{
    private static readonly KubernetesResource ConfigMaps = new("", "v1", "configmaps");

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _told = new();
    private readonly List<Task> _running = [];

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task The_first_list_is_told_once_it_is_complete_page_by_page()
    {
        for (var i = 0; i < 7; i++)
            await PutAsync($"m{i}", "x");

        var informer = Start(ConfigMaps, Key, page: 3);
        await informer.Synced.WaitAsync(Eventually.DefaultTimeout);

        Assert.Equal(7, informer.Snapshot.Count);
        await ToldAsync("+m0=x", "+m1=x", "+m2=x", "+m3=x", "+m4=x", "+m5=x", "+m6=x");
    }

    [Fact]
    public async Task Changes_are_told_in_order_and_what_is_the_same_is_not()
    {
        var informer = Start(ConfigMaps, Key);
        await informer.Synced.WaitAsync(Eventually.DefaultTimeout);

        await PutAsync("a", "1");
        await Client.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch("""{"metadata":{"labels":{"unused":"yes"}}}""", V1Patch.PatchType.MergePatch), "a", Place);
        await PutAsync("a", "2");
        await Client.CoreV1.DeleteNamespacedConfigMapAsync("a", Place);

        await ToldAsync("+a=1", "a=1>2", "-a=2 final");
        Assert.Empty(informer.Snapshot);
        Assert.Equal(0, informer.Health.Failures);
    }

    [Fact]
    public async Task A_kind_that_does_not_exist_is_empty_until_it_does()
    {
        var group = Cluster.Unique("test") + ".example.org";
        var informer = Start(new KubernetesResource(group, "v1", "widgets"), json => json.Field("spec").Number("size")?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await informer.Synced.WaitAsync(Eventually.DefaultTimeout);
        Assert.True(informer.Health.IsAbsent);

        await Cluster.DefineAsync(Samples.Definition(group, "Widget", "v1"));
        await Client.CustomObjects.CreateNamespacedCustomObjectAsync(
            Samples.Json($$$"""{"apiVersion":"{{{group}}}/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"size":1}}"""), group, "v1", Place, "widgets");
        await ToldAsync("+a=1");
        await Eventually.TrueAsync(() => !informer.Health.IsAbsent, "it is there");

        await Cluster.DeleteDefinitionAsync($"widgets.{group}");
        await ToldAsync("+a=1", "-a=1 final");
        await Eventually.TrueAsync(() => informer.Health.IsAbsent, "it is absent again");
    }

    [Fact]
    public async Task What_leaves_the_selection_is_gone()
    {
        await Client.CoreV1.CreateNamespacedPodAsync(Samples.Pod("a"), Place);
        var informer = Start(new KubernetesResource("", "v1", "pods"), json => json.Field("status").Text("phase"), fields: "status.phase!=Succeeded");
        await informer.Synced.WaitAsync(Eventually.DefaultTimeout);

        await PhaseAsync("Running");
        await PhaseAsync("Succeeded");

        await ToldAsync("+a=Pending", "a=Pending>Running", "-a=Running final");

        Task PhaseAsync(string phase) => Client.CoreV1.PatchNamespacedPodStatusAsync(new V1Patch($$$"""{"status":{"phase":"{{{phase}}}"}}""", V1Patch.PatchType.MergePatch), "a", Place);
    }

    private static string? Key(JsonElement json) => json.Field("data").Text("key");

    private Informer<string> Start(KubernetesResource resource, Func<JsonElement, string?> project, int page = 500, string? fields = null)
    {
        var options = new InformerOptions
        {
            Namespace = Place, FieldSelector = fields, PageSize = page,
            FirstRetry = TimeSpan.FromMilliseconds(20), LongestRetry = TimeSpan.FromMilliseconds(200), AbsentRetry = TimeSpan.FromMilliseconds(100),
        };
        var informer = new Informer<string>(
            new ApiCalls(Client), resource, (_, json, _) => project(json), change => _told.Enqueue(Describe(change)), options, new Random(1), TimeProvider.System, NullLogger.Instance);
        _running.Add(Task.Run(() => informer.RunAsync(_stop.Token)));
        return informer;
    }

    private static string Describe(ObjectChange<string> change) => change switch
    {
        { Before: null } => $"+{change.Key.Name}={change.After}",
        { After: null } => $"-{change.Key.Name}={change.Before} {(change.IsFinalStateKnown ? "final" : "guessed")}",
        _ => $"{change.Key.Name}={change.Before}>{change.After}",
    };

    private Task<V1ConfigMap> PutAsync(string name, string value) => Client.CoreV1.PatchNamespacedConfigMapAsync(
        new V1Patch($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"key":"{{{value}}}"}}""", V1Patch.PatchType.ApplyPatch),
        name, Place, fieldManager: "test");

    private async Task ToldAsync(params string[] expected)
    {
        await Eventually.TrueAsync(() => _told.Count >= expected.Length, $"{expected.Length} changes");
        Assert.Equal(expected, _told);
    }
}
