using System.Security.Cryptography.X509Certificates;
using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Mesh.ControlPlane.Tests.Sources.Files;
using Mesh.TestKit;
using Mesh.TestKit.Certificates;

namespace Mesh.ControlPlane.Tests.Serving;

public sealed class AuthenticationTests : IAsyncLifetime
{
    private static readonly string Web = Manifests.Workload("web-1", "10.0.0.1", "web", "web");

    private TestControlPlane _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestControlPlane.StartAsync();
        _server.Configure(Web);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task TheWorkloadsOwnIdentityIsServed()
    {
        using var proxy = _server.Connect("web-1", "web");
        await proxy.SubscribeAsync("workload", "self");

        Assert.Equal("self", (await proxy.TakeAsync()).Resources.Single().Name);
    }

    public static TheoryData<string> Certificates => ["none", "foreign domain", "foreign root", "expired", "not yet valid", "no identity"];

    [Theory]
    [MemberData(nameof(Certificates))]
    public async Task NoConnectionWithoutAGoodCertificate(string kind)
    {
        using var foreign = new TestAuthority(kind == "foreign root" ? "cluster.local" : "other.example");
        using var certificate = Certificate(kind, foreign);
        using var proxy = _server.Connect("web-1", certificate);

        // With TLS 1.3 the client learns of the refusal while it writes or while it reads.
        await Record.ExceptionAsync(() => proxy.SubscribeAsync("workload", "self"));
        var status = await proxy.EndAsync();
        Assert.Contains(status.StatusCode, new[] { StatusCode.Unavailable, StatusCode.Internal });
        Assert.Equal(0, _server.Proxies.Count);
    }

    [Fact]
    public async Task AnotherIdentityThanTheWorkloadsIsDenied()
    {
        using var proxy = _server.Connect("web-1", "default");
        await proxy.SubscribeAsync("workload", "self");

        var status = await proxy.EndAsync();
        Assert.Equal(StatusCode.PermissionDenied, status.StatusCode);
        Assert.Contains("sa/default is not the identity of workload shop/web-1", status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("sa/web", status.Detail, StringComparison.Ordinal);
        Assert.Contains("mesh_controlplane_denied_total 1", await _server.ScrapeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownWorkloadIsDenied()
    {
        using var proxy = _server.Connect("none", "web");
        await proxy.SubscribeAsync("workload", "self");

        Assert.Equal(StatusCode.PermissionDenied, (await proxy.EndAsync()).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("web-1")]
    [InlineData("a/b/c")]
    public async Task ANodeIdThatIsNoWorkloadNameIsInvalid(string nodeId)
    {
        using var proxy = new TestProxy($"https://{_server.Address}", nodeId, _server.Authority.Issue("shop", "web"));
        await proxy.SubscribeAsync("workload", "self");

        Assert.Equal(StatusCode.InvalidArgument, (await proxy.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task ARemovedWorkloadsStreamIsEnded()
    {
        using var proxy = _server.Connect("web-1", "web");
        await proxy.SubscribeAsync("workload", "self");
        await proxy.TakeAsync();
        _server.Configure(Manifests.Workload("other", "10.0.0.2"));

        Assert.Equal(StatusCode.PermissionDenied, (await proxy.EndAsync()).StatusCode);
        await Eventually.TrueAsync(() => _server.Proxies.Count == 0, "the stream is forgotten");
    }

    [Fact]
    public async Task AWorkloadThatGetsAnotherIdentityEndsTheStream()
    {
        using var proxy = _server.Connect("web-1", "web");
        await proxy.SubscribeAsync("workload", "self");
        await proxy.TakeAsync();
        _server.Configure(Manifests.Workload("web-1", "10.0.0.1", "web", "someone-else"));

        Assert.Equal(StatusCode.PermissionDenied, (await proxy.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task AStreamEndsWithItsCertificate()
    {
        using var proxy = _server.Connect("web-1", "web");
        await proxy.SubscribeAsync("workload", "self");
        await proxy.TakeAsync();
        _server.Time.Advance(TimeSpan.FromMinutes(61));

        var status = await proxy.EndAsync();
        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.Contains("expired", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStreamWhoseRootLeavesTheBundleLearnsTheNewRootsAndEnds()
    {
        using var next = new TestAuthority("cluster.local");
        using var proxy = _server.Connect("web-1", "web");
        await proxy.SubscribeAsync("workload", "self");
        await proxy.TakeAsync();
        await proxy.SubscribeAsync("secret", "bundle");
        await proxy.TakeAsync();
        _server.Trusts(_server.Authority.Root, next.Root);
        Assert.Equal("bundle", (await proxy.TakeAsync()).Resources.Single().Name);

        _server.Configure(Manifests.Workload("web-1", "10.0.0.9", "web", "web"));
        Assert.Equal("self", (await proxy.TakeAsync()).Resources.Single().Name);
        _server.Trusts(next.Root);

        Assert.Equal("bundle", (await proxy.ReceiveAsync()).Resources.Single().Name);
        var status = await proxy.EndAsync();
        Assert.Equal(StatusCode.Unauthenticated, status.StatusCode);
        Assert.Contains("does not verify against trust bundle", status.Detail, StringComparison.Ordinal);
        Assert.Contains("mesh_controlplane_untrusted_streams_total 1", await _server.ScrapeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStreamWithoutTheBundleEndsAtOnceWhenItsRootLeaves()
    {
        using var next = new TestAuthority("cluster.local");
        using var proxy = _server.Connect("web-1", "web");
        await proxy.SubscribeAsync("workload", "self");
        await proxy.TakeAsync();

        _server.Trusts(next.Root);

        Assert.Equal(StatusCode.Unauthenticated, (await proxy.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task StateOfTheWorldIsNotOffered()
    {
        using var proxy = _server.Connect("web-1", "web");
        using var call = proxy.Discovery.StreamAggregatedResources();

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await call.RequestStream.WriteAsync(new DiscoveryRequest());
            await call.ResponseStream.MoveNext(CancellationToken.None);
        });
        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
        Assert.Contains("DeltaAggregatedResources", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAConfigurationNothingIsServed()
    {
        await using var server = await TestControlPlane.StartAsync();
        using var proxy = server.Connect("web-1", "web");
        await proxy.SubscribeAsync("workload", "self");

        Assert.Equal(StatusCode.Unavailable, (await proxy.EndAsync()).StatusCode);
    }

    private X509Certificate2? Certificate(string kind, TestAuthority foreign)
    {
        var now = TimeProvider.System.GetUtcNow();
        return kind switch
        {
            "none" => null,
            "expired" => _server.Authority.IssueExpired("shop", "web"),
            "not yet valid" => _server.Authority.Issue("spiffe://cluster.local/ns/shop/sa/web", now.AddHours(1), now.AddHours(2)),
            "no identity" => _server.Authority.Issue("https://web.shop", now.AddHours(-1), now.AddHours(1)),
            _ => foreign.Issue("shop", "web"),
        };
    }
}
