using Grpc.Core;
using Mesh.ControlPlane.Tests.Serving;
using Mesh.Protos.Operator.V1;

namespace Mesh.ControlPlane.Tests.Observability;

public sealed class OperatorAdmissionTests : IAsyncLifetime
{
    private TestControlPlane _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestControlPlane.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task TheOperatorsCertificateIsEnough()
    {
        using var caller = _server.Connect("me", _server.Authority.Issue("mesh-system", "mesh-operator"));

        Assert.Empty((await caller.Operator.GetProxyStatusAsync(new GetProxyStatusRequest(), cancellationToken: TestContext.Current.CancellationToken)).Proxies);
    }

    [Theory]
    [InlineData("shop", "web")]
    [InlineData("shop", "mesh-operator")]
    [InlineData("mesh-system", "mesh-controlplane")]
    public async Task AnotherCertificateIsNot(string @namespace, string serviceAccount)
    {
        using var caller = _server.Connect("me", _server.Authority.Issue(@namespace, serviceAccount));

        var unary = await Assert.ThrowsAsync<RpcException>(async () => await caller.Operator.GetProxyStatusAsync(new GetProxyStatusRequest()));
        using var watch = caller.Operator.WatchTop(new WatchTopRequest());
        var stream = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal((StatusCode.PermissionDenied, StatusCode.PermissionDenied), (unary.StatusCode, stream.StatusCode));
        Assert.Contains($"ns/{@namespace}/sa/{serviceAccount} is no operator", unary.Status.Detail, StringComparison.Ordinal);
    }
}
