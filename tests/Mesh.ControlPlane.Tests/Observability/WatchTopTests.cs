using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.ControlPlane.Tests.Observability.Top;
using Mesh.ControlPlane.Tests.Serving;
using Mesh.ControlPlane.Tests.Sources.Files;
using Mesh.Protos.Operator.V1;
using Mesh.Protos.Telemetry.V1;
using Mesh.TestKit;

namespace Mesh.ControlPlane.Tests.Observability;

/// <summary>From an operator's question over real streams to the proxies' answers. Time moves only when the test says so.</summary>
public sealed class WatchTopTests : IAsyncLifetime
{
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
        return await NextAsync(call);
    }

    private AsyncServerStreamingCall<TopSnapshot> Watch(TimeSpan interval) =>
        _operator.Client.WatchTop(new WatchTopRequest { Interval = Duration.FromTimeSpan(interval) });

    private async Task<TopSnapshot> NextAsync(AsyncServerStreamingCall<TopSnapshot> call)
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

    /// <summary>A proxy that answers each query with one row.</summary>
    private sealed class ReportingProxy : IAsyncDisposable
    {
        private readonly TestProxy _proxy;
        private readonly AsyncDuplexStreamingCall<ProxyMessage, TelemetryQuery> _call;
        private Task _answering = Task.CompletedTask;
        private int _asked;

        private ReportingProxy(TestControlPlane server, string name)
        {
            _proxy = server.Connect(name);
            _call = _proxy.Telemetry.Connect();
        }

        public int Asked => Volatile.Read(ref _asked);

        public static async Task<ReportingProxy> StartAsync(TestControlPlane server, string name, ulong requests, bool answers = true)
        {
            var proxy = new ReportingProxy(server, name);
            await proxy._call.RequestStream.WriteAsync(new ProxyMessage { Hello = new Hello { NodeId = $"shop/{name}", Version = "1" } });
            await Eventually.TrueAsync(() => server.Telemetry.Connections.Any(connection => connection.Workload.Name == name), "the stream is known");
            proxy._answering = proxy.AnswerAsync(requests, answers);
            return proxy;
        }

        public async ValueTask DisposeAsync()
        {
            _call.Dispose();
            await _answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _proxy.Dispose();
        }

        private async Task AnswerAsync(ulong requests, bool answers)
        {
            while (await _call.ResponseStream.MoveNext(CancellationToken.None))
            {
                Interlocked.Increment(ref _asked);
                if (answers)
                    await _call.RequestStream.WriteAsync(new ProxyMessage
                    {
                        Report = new Report { QueryId = _call.ResponseStream.Current.Id, Rows = { TopTableTests.Row("same", requests) } },
                    });
            }
        }
    }
}
