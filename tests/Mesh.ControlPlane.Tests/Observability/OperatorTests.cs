using Grpc.Core;
using Mesh.Api.Problems;
using Mesh.ControlPlane.Sources;
using Mesh.ControlPlane.Tests.Serving;
using Mesh.ControlPlane.Tests.Sources.Files;
using Mesh.Protos.Operator.V1;
using Mesh.TestKit;

namespace Mesh.ControlPlane.Tests.Observability;

public sealed class OperatorTests : IAsyncLifetime
{
    private TestControlPlane _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestControlPlane.StartAsync();
        _server.Configure(Manifests.Workload("web-1", "10.0.0.1"), Manifests.Services("catalog"));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task TheSocketIsTheOwnersAlone()
    {
        await using var op = await TestOperator.StartAsync(_server);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(op.Socket));
    }

    [Fact]
    public async Task ProxiesAreShownWithTheirTypes()
    {
        await using var op = await TestOperator.StartAsync(_server);
        using var proxy = _server.Connect("web-1");
        await proxy.SubscribeAsync("cluster", "catalog.shop:80");
        await proxy.TakeAsync();
        await proxy.SubscribeAsync("endpoints", "catalog.shop:80");
        await proxy.AcknowledgeAsync(await proxy.ReceiveAsync(), "no good");

        ProxyStatus? shown = null;
        await Eventually.TrueAsync(
            async () =>
            {
                shown = (await op.Client.GetProxyStatusAsync(new GetProxyStatusRequest())).Proxies.Single();
                return shown.Types_.Count == 2 && shown.Types_[1].Sync == ProxyStatus.Types.SyncState.Refused;
            },
            "the refusal is shown");
        Assert.Equal(("shop/web-1", "spiffe://cluster.local/ns/shop/sa/default", "1.2.3", "cp-1"), (shown!.NodeId, shown.Identity, shown.Version, shown.ControlPlane));
        Assert.StartsWith("127.0.0.1:", shown.Address, StringComparison.Ordinal);
        Assert.Equal((ProxyStatus.Types.SyncState.Synced, 1U, ""), (shown.Types_[0].Sync, shown.Types_[0].Subscribed, shown.Types_[0].Refusal));
        Assert.Equal("no good", shown.Types_[1].Refusal);
    }

    [Fact]
    public async Task ProblemsOfTheConfigurationAreShown()
    {
        var problem = new Problem(ProblemSeverity.Error, "a.yaml", 7, "Service shop/catalog", "spec.ports", "is empty", "add a port");
        var loaded = TimeProvider.System.GetUtcNow();
        var status = new ConfigurationStatus(loaded, 3, true, [problem, problem with { Severity = ProblemSeverity.Warning }]);
        await using var op = await TestOperator.StartAsync(_server, new TestOperator.FixedStatus(status));
        var shown = await op.Client.GetConfigStatusAsync(new GetConfigStatusRequest());

        Assert.Equal((true, 3U, loaded), (shown.Rejected, shown.Resources, shown.Loaded.ToDateTimeOffset()));
        Assert.Equal(new ConfigStatus.Types.Problem
        {
            File = "a.yaml", Line = 7, Resource = "Service shop/catalog", Field = "spec.ports", Message = "is empty", Remedy = "add a port",
        }, shown.Problems[0]);
        Assert.True(shown.Problems[1].Warning);
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(3_600_001, 0)]
    [InlineData(1000, 2001)]
    public async Task WatchesOutOfBoundsAreRefused(int milliseconds, uint topK)
    {
        await using var op = await TestOperator.StartAsync(_server);
        using var call = op.Client.WatchTop(new WatchTopRequest
        {
            Interval = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromMilliseconds(milliseconds)), TopK = topK,
        });

        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }
}
