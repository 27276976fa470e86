using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.ControlPlane.Tests.Observability.Top;
using Mesh.ControlPlane.Tests.Serving;
using Mesh.ControlPlane.Tests.Sources.Files;
using Mesh.Protos.Operator.V1;
using Mesh.Protos.Telemetry.V1;
using Mesh.TestKit;
using Mesh.TestKit.Certificates;

namespace Mesh.ControlPlane.Tests.Observability;

/// <summary>From an operator's question over real streams to the proxies' answers. Time moves only when the test says so.</summary>
public sealed class WatchTopTests : IAsyncLifetime
{
    // Longer than the sampler's deadline, so that its sleeps between questions can be told from that.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private TestControlPlane _server = null!;
    private TestOperator _operator = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestControlPlane.StartAsync();
        _server.Configure(Manifests.Workload("a", "10.0.0.1"), Manifests.Workload("b", "10.0.0.2"), Manifests.Workload("c", "10.0.0.3"));
        _operator = await TestOperator.StartAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _server.Sampler.EndAll();
        await _operator.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task AnswersOfAllProxiesAreMerged()
    {
        await using var a = await ReportingProxy.StartAsync(_server, "a", requests: 2);
        await using var b = await ReportingProxy.StartAsync(_server, "b", requests: 3);
        using var call = Watch(Interval);

        var snapshot = await StepAsync(NextAsync(call));

        Assert.Empty(snapshot.Missing);
        Assert.Equal((2U, Interval), (snapshot.Proxies, snapshot.Window.ToTimeSpan()));
        Assert.Equal([("b.shop", 3UL), ("a.shop", 2UL)], snapshot.Rows.Select(row => (row.Source, row.Requests)));
    }

    [Fact]
    public async Task TwoOperatorsEachSeeAllRequests()
    {
        await using var a = await ReportingProxy.StartAsync(_server, "a", requests: 2);
        await using var b = await ReportingProxy.StartAsync(_server, "b", requests: 3);
        using var impatient = Watch(Interval);
        await Eventually.TrueAsync(() => a.Asked > 0, "the first question is asked");
        using var patient = Watch(3 * Interval);

        var snapshots = await StepAsync(Task.WhenAll(NextAsync(impatient), NextAsync(patient)));

        // A report resets its proxy's counters: what one operator's question brought is in the other's snapshot too.
        Assert.All(snapshots, snapshot =>
        {
            var rounds = (ulong)(snapshot.Window.ToTimeSpan() / Interval);
            Assert.Equal([("b.shop", 3 * rounds), ("a.shop", 2 * rounds)], snapshot.Rows.Select(row => (row.Source, row.Requests)));
        });
        Assert.True(snapshots[1].Window.ToTimeSpan() >= 3 * Interval);
    }

    [Fact]
    public async Task RowsAboutOtherWorkloadsAreDroppedAndCounted()
    {
        await using var a = await ReportingProxy.StartAsync(
            _server, "a", requests: 2, more: [TopTableTests.Row("b.shop", 50), TopTableTests.Row("b.shop", 60, change: row => row.Direction = Direction.Inbound)]);
        using var call = Watch(Interval);

        var snapshot = await StepAsync(NextAsync(call));

        Assert.Equal([("a.shop", 2UL)], snapshot.Rows.Select(row => (row.Source, row.Requests)));
        Assert.Matches("mesh_controlplane_foreign_telemetry_rows_total [1-9]", await _server.ScrapeAsync());
    }

    [Fact]
    public async Task AProxyWhoseRootLeftTheBundleReportsNoMore()
    {
        using var next = new TestAuthority("cluster.local");
        await using var a = await ReportingProxy.StartAsync(_server, "a", requests: 2);
        using var call = Watch(Interval);
        await StepAsync(NextAsync(call));

        _server.Trusts(next.Root);

        await StepAsync(Eventually.TrueAsync(() => _server.Telemetry.Connections.Count == 0, "the stream is ended"));
    }

    [Fact]
    public async Task ProxiesThatDoNotAnswerAreNamed()
    {
        await using var a = await ReportingProxy.StartAsync(_server, "a", requests: 2);
        await using var b = await ReportingProxy.StartAsync(_server, "b", requests: 3, answers: false);
        using var c = _server.Connect("c");
        await c.SubscribeAsync("workload", "self");
        await c.TakeAsync();

        var snapshot = await FirstSnapshotAsync();
        Assert.Equal(["shop/b", "shop/c"], snapshot.Missing);
        Assert.Equal((3U, 2UL), (snapshot.Proxies, snapshot.Rows.Single().Requests));
    }

    [Fact]
    public async Task NobodyIsAskedWhenNobodyWatches()
    {
        await using var a = await ReportingProxy.StartAsync(_server, "a", requests: 2);
        await FirstSnapshotAsync();
        await Eventually.TrueAsync(() => !_server.Sampler.IsSampling || Advance(), "the sampler stops");
        var asked = a.Asked;
        _server.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(asked, a.Asked);
    }

    [Theory]
    [InlineData("unasked")]
    [InlineData("hello again")]
    public async Task AProxyThatBreaksTheProtocolIsDisconnected(string kind)
    {
        using var proxy = _server.Connect("a");
        using var call = proxy.Telemetry.Connect();
        var hello = new ProxyMessage { Hello = new Hello { NodeId = "shop/a" } };
        await call.RequestStream.WriteAsync(hello);
        await call.RequestStream.WriteAsync(kind == "unasked" ? new ProxyMessage { Report = new Report() } : hello);

        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task AProxyMayReportOnlyAsItself()
    {
        using var proxy = _server.Connect("a", "someone-else");
        using var call = proxy.Telemetry.Connect();
        await call.RequestStream.WriteAsync(new ProxyMessage { Hello = new Hello { NodeId = "shop/a" } });

        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.PermissionDenied, error.StatusCode);
    }

    private async Task<TopSnapshot> FirstSnapshotAsync()
    {
        using var call = Watch(TimeSpan.FromSeconds(1));
        return await HurryAsync(call);
    }

    private static async Task<TopSnapshot> NextAsync(AsyncServerStreamingCall<TopSnapshot> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return call.ResponseStream.Current;
    }

    /// <summary>Lets time pass from one question of the sampler to the next, and only when all answers to the last one are there.</summary>
    private async Task<T> StepAsync<T>(Task<T> until)
    {
        await StepAsync((Task)until);
        return await until;
    }

    private async Task StepAsync(Task until)
    {
        while (!until.IsCompleted)
        {
            var step = _server.Time.SleepAsync(pause => pause >= Interval);
            await await Task.WhenAny(until, step);
        }

        await until;
    }

    private AsyncServerStreamingCall<TopSnapshot> Watch(TimeSpan interval) =>
        _operator.Client.WatchTop(new WatchTopRequest { Interval = Duration.FromTimeSpan(interval) });

    private async Task<TopSnapshot> HurryAsync(AsyncServerStreamingCall<TopSnapshot> call)
    {
        var next = call.ResponseStream.MoveNext(CancellationToken.None);
        await Eventually.TrueAsync(() => next.IsCompleted || Advance(), "a snapshot comes");
        Assert.True(await next);
        return call.ResponseStream.Current;
    }

    private bool Advance()
    {
        _server.Time.Advance(TimeSpan.FromMilliseconds(100));
        return false;
    }
}
