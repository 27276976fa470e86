using Mesh.ApiStub;
using Mesh.CertAuthority.Cluster;
using Mesh.Hosting.Kubernetes;
using Mesh.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.CertAuthority.Tests.Cluster;

/// <summary>What a real cluster cannot be made to do. The rest is in Mesh.Cluster.Tests.</summary>
public sealed class RootConfigMapsTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TestState _state = new();
    private ApiServerStub _cluster = null!;
    private k8s.Kubernetes _client = null!;
    private Task _running = Task.CompletedTask;

    private string Pem => _state.Current.Roots.Bundle.ToPem();

    public async ValueTask InitializeAsync()
    {
        _cluster = await ApiServerStub.StartAsync();
        _client = _cluster.Connect();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        await _cluster.DisposeAsync();
        _state.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Create_and_update_are_enough_rights()
    {
        await _cluster.ApplyAsync("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"mesh-root","namespace":"default"},"data":{"root.pem":"old"}}""");
        _cluster.Fault = request => request.StartsWith("GET ", StringComparison.Ordinal) && request.Contains("configmaps", StringComparison.Ordinal) ? 403 : null;
        Start();
        await HoldsAsync("default");
        await _cluster.ApplyAsync(StubCluster.Namespace("shop"));
        await HoldsAsync("shop");
    }

    [Fact]
    public async Task A_namespace_that_is_ending_is_left_alone()
    {
        await _cluster.ApplyAsync(StubCluster.Namespace("ending", ""","deletionTimestamp":"2026-03-01T12:00:00Z" """));
        Start();
        await HoldsAsync("default");
        await HoldsAsync("kube-system");
        await HoldsAsync("mesh-system");
        await _cluster.ApplyAsync(StubCluster.Namespace("shop"));
        await HoldsAsync("shop");

        Assert.Null(_cluster.RootOf("ending"));
    }

    private void Start() => _running = new RootConfigMaps(
        _client, new ApiCalls(_client), _state.Current.Roots.Bundle, new Random(1), TimeProvider.System, NullLogger<RootConfigMaps>.Instance).RunAsync(_stop.Token);

    private Task HoldsAsync(string place) => Eventually.TrueAsync(() => _cluster.RootOf(place) == Pem, $"namespace {place} has the roots");
}
