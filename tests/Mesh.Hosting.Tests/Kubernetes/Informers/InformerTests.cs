using System.Collections.Concurrent;
using System.Text.Json;
using Mesh.ApiStub;
using Mesh.Hosting.Kubernetes;
using Mesh.Hosting.Kubernetes.Informers;
using Mesh.Hosting.Tests.Kubernetes.Stub;
using Mesh.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Hosting.Tests.Kubernetes.Informers;

/// <summary>The informer of a server that fails. How it is with one that does not is in Mesh.Cluster.Tests.</summary>
public sealed class InformerTests : IAsyncLifetime
{
    private static readonly KubernetesResource ConfigMaps = new("", "v1", "configmaps");

    private static readonly InformerOptions Impatient = new()
    {
        FirstRetry = TimeSpan.FromMilliseconds(5),
        LongestRetry = TimeSpan.FromMilliseconds(40),
        AbsentRetry = TimeSpan.FromMilliseconds(20),
    };

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _told = new();
    private readonly List<Task> _running = [];
    private ApiServerStub _server = null!;
    private k8s.Kubernetes _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServerStub.StartAsync();
        _client = StubClient.Of(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        await _server.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_dropped_watch_goes_on_where_it_was()
    {
        var informer = Start(Impatient);
        await informer.Synced;
        await WatchingAsync();
        await PutAsync("a", "1");
        await ToldAsync("+a=1");

        _server.Fault = request => request.Contains("watch=true", StringComparison.Ordinal) ? 503 : null;
        _server.DropWatches();
        await Eventually.TrueAsync(() => informer.Health.Failures > 1, "watches fail");
        await PutAsync("b", "1");
        _server.Delete("v1", "ConfigMap", "default", "a");
        Assert.NotNull(informer.Health.LastError);
        Assert.Single(informer.Snapshot);
        _server.Fault = null;

        await ToldAsync("+a=1", "+b=1", "-a=1 final");
        Assert.Equal(1, Lists());
        Assert.Equal(0, informer.Health.Failures);
    }

    [Fact]
    public async Task A_deletion_that_nobody_saw_is_found_by_listing_again()
    {
        await PutAsync("a", "1");
        await PutAsync("b", "1");
        var informer = Start(Impatient);
        await informer.Synced;
        await WatchingAsync();

        _server.Fault = request => request.Contains("watch=true", StringComparison.Ordinal) ? 503 : null;
        _server.DropWatches();
        await Eventually.TrueAsync(() => informer.Health.Failures > 0, "watches fail");
        _server.Delete("v1", "ConfigMap", "default", "a");
        await PutAsync("c", "1");
        _server.Compact();
        _server.Fault = null;

        await ToldAsync("+a=1", "+b=1", "-a=1 guessed", "+c=1");
        Assert.Equal(["b", "c"], informer.Snapshot.Keys.Select(key => key.Name).Order());
    }

    [Fact]
    public async Task An_expiry_in_the_middle_of_a_watch_leads_to_a_list()
    {
        var informer = Start(Impatient);
        await informer.Synced;
        await WatchingAsync();
        await PutAsync("a", "1");
        await ToldAsync("+a=1");

        _server.ExpireWatches();
        await Eventually.TrueAsync(() => Lists() == 2, "a second list");
        await WatchingAsync();
        await PutAsync("b", "1");

        await ToldAsync("+a=1", "+b=1");
    }

    [Fact]
    public async Task A_bookmark_keeps_a_quiet_watch_young()
    {
        var informer = Start(Impatient);
        await informer.Synced;
        await WatchingAsync();
        await _server.ApplyAsync("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"other"}}""");
        _server.Compact();

        _server.SendBookmarks();
        await PutAsync("a", "1");
        await ToldAsync("+a=1");
        _server.DropWatches();
        await PutAsync("b", "1");

        await ToldAsync("+a=1", "+b=1");
        Assert.Equal(1, Lists());
    }

    [Fact]
    public async Task A_list_whose_continuation_expired_is_begun_again()
    {
        for (var i = 0; i < 4; i++)
            await PutAsync($"m{i}", "x");
        _server.BreakNextContinuation();

        var informer = Start(Impatient with { PageSize = 2 });
        await informer.Synced;

        Assert.Equal(4, informer.Snapshot.Count);
        await ToldAsync("+m0=x", "+m1=x", "+m2=x", "+m3=x");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_kind_that_may_not_be_read_is_an_error_unless_it_is_optional(bool isOptional, bool isAbsent)
    {
        _server.Fault = _ => 403;

        var informer = Start(Impatient with { IsOptional = isOptional });
        await Eventually.TrueAsync(() => informer.Health.IsAbsent || informer.Health.Failures > 2, "a verdict");

        Assert.Equal(isAbsent, informer.Health.IsAbsent);
        Assert.Equal(isAbsent, informer.Synced.IsCompleted);
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_keeps_its_last_state()
    {
        var informer = Start(Impatient, ConfigMaps, json => json.Field("data").Text("key") is "bad" ? throw new FormatException("bad") : json.Field("data").Text("key"));
        await informer.Synced;
        await WatchingAsync();

        await PutAsync("a", "1");
        await PutAsync("a", "bad");
        await PutAsync("b", "bad");
        await PutAsync("c", "1");

        await ToldAsync("+a=1", "+c=1");
        Assert.Equal("1", informer.Snapshot[new ObjectKey("default", "a")]);
    }

    private Informer<string> Start(InformerOptions options, KubernetesResource? resource = null, Func<JsonElement, string?>? project = null)
    {
        project ??= json => json.Field("data").Text("key");
        var informer = new Informer<string>(
            new ApiCalls(_client), resource ?? ConfigMaps, (_, json, _) => project(json), change => _told.Enqueue(Describe(change)),
            options, new Random(1), TimeProvider.System, NullLogger.Instance);
        _running.Add(Task.Run(() => informer.RunAsync(_stop.Token)));
        return informer;
    }

    private static string Describe(ObjectChange<string> change) => change switch
    {
        { Before: null } => $"+{change.Key.Name}={change.After}",
        { After: null } => $"-{change.Key.Name}={change.Before} {(change.IsFinalStateKnown ? "final" : "guessed")}",
        _ => $"{change.Key.Name}={change.Before}>{change.After}",
    };

    private Task PutAsync(string name, string value) => _server.ApplyAsync(
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"key":"{{{value}}}"}}""");

    private int Lists() => _server.Requests.Count(request => request.Contains("configmaps?limit", StringComparison.Ordinal));

    private Task WatchingAsync() => Eventually.TrueAsync(() => _server.WatchesOf("configmaps") == 1, "a watch");

    private async Task ToldAsync(params string[] expected)
    {
        await Eventually.TrueAsync(() => _told.Count >= expected.Length, $"{expected.Length} changes");
        Assert.Equal(expected, _told);
    }
}
