using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Mesh.Proxy.Tests.Grpc.Wire;
using Mesh.TestKit;
using Mesh.Traffic.Inbound;
using Mesh.Traffic.Matching;
using Mesh.Traffic.Routing;

namespace Mesh.Proxy.Tests.Grpc;

/// <summary>What goes wrong in the mesh reaches gRPC callers as a gRPC status that says why.</summary>
public sealed class GrpcErrorTests : GrpcTest
{
    [Fact]
    public Task A_service_without_endpoints_is_unavailable()
    {
        Pair.Route();
        return FailsAsync(StatusCode.Unavailable, "UH ");
    }

    [Fact]
    public Task An_application_that_is_not_there_is_unavailable()
    {
        Pair.Route(new IPEndPoint(Pair.Callee.Address, FreePort.Tcp()));
        return FailsAsync(StatusCode.Unavailable, "UR ");
    }

    [Fact]
    public Task An_endpoint_with_another_identity_is_unavailable()
    {
        Pair.Route("spiffe://cluster.local/ns/t/sa/other", null, App.Address);
        return FailsAsync(StatusCode.Unavailable, "UPI ");
    }

    [Fact]
    public Task A_target_that_the_callee_refuses_is_permission_denied()
    {
        Pair.Callee.Discovery.Set(new InboundPolicy([IPAddress.Parse("127.9.9.9")], [], MtlsMode.Strict));
        return FailsAsync(StatusCode.PermissionDenied, "RAT ");
    }

    [Fact]
    public Task A_call_without_a_route_is_unimplemented()
    {
        Pair.Route("spiffe://cluster.local/ns/t/sa/catalog",
            r => new RouteModel { Action = r.Action, Match = new RequestMatch { Path = new PathMatch(PathMatchKind.Exact, "/other") } }, App.Address);
        return FailsAsync(StatusCode.Unimplemented, "NR ");
    }

    [Fact]
    public Task A_call_that_takes_too_long_exceeds_its_deadline()
    {
        Limit(TimeSpan.FromMilliseconds(50));
        return FailsAsync(StatusCode.DeadlineExceeded, "UT ", "wait");
    }

    [Fact]
    public Task An_application_that_breaks_the_call_off_is_unavailable() => FailsAsync(StatusCode.Unavailable, "UR ", "abort");

    [Fact]
    public async Task A_stream_that_breaks_in_the_middle_breaks_with_its_code()
    {
        using var call = Client.Many(new Message { Text = "abort" });
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.ReadAllAsync().CountAsync());
        Assert.Equal(StatusCode.Internal, error.StatusCode);
        var reset = Assert.IsType<HttpProtocolException>(error.Status.DebugException?.InnerException ?? error.Status.DebugException);
        Assert.Equal(2, reset.ErrorCode);
    }

    [Fact]
    public async Task A_callers_deadline_alone_is_kept_by_the_proxy()
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{Pair.Local}/mesh.tests.echo.Echo/One")
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent([0, 0, 0, 0, 6, 10, 4, .. "wait"u8]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc+proto");
        request.Headers.Add("grpc-timeout", "50m");
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/grpc", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("4", response.Headers.GetValues("grpc-status").Single());
        Assert.StartsWith("UT ", response.Headers.GetValues("grpc-message").Single(), StringComparison.Ordinal);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    private async Task FailsAsync(StatusCode status, string message, string text = "hello")
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await Client.OneAsync(new Message { Text = text }));
        Assert.Equal(status, error.StatusCode);
        Assert.StartsWith(message, error.Status.Detail, StringComparison.Ordinal);
    }
}
