using System.Net;
using Mesh.Proxy.Tests.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Mesh.Proxy.Tests.Tunnels;

/// <summary>Which endpoints of a callee share its tunnels, as both proxies count handshakes.</summary>
public sealed class SharedTunnelTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private ProxyPair _pair = null!;

    public async ValueTask InitializeAsync() => _pair = await ProxyPair.StartAsync();

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _pair.DisposeAsync();
    }

    [Fact]
    public async Task Two_services_of_one_workload_share_a_tunnel()
    {
        await using var first = await AppAsync("first");
        await using var second = await AppAsync("second");
        _pair.Route(first.Address);
        Assert.Equal("first", await AskAsync());
        _pair.Route(second.Address);
        Assert.Equal("second", await AskAsync());
        AssertHandshakes(1);
    }

    [Fact]
    public async Task A_tunnel_is_not_used_for_an_endpoint_that_must_be_somebody_else()
    {
        await using var app = await AppAsync("ok");
        _pair.Route(app.Address);
        await AskAsync();
        _pair.Route("spiffe://cluster.local/ns/t/sa/stock", null, app.Address);
        using var refused = await _client.GetAsync($"http://{_pair.Local}/");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.StartsWith("UPI", refused.Headers.GetValues("x-mesh-error").Single(), StringComparison.Ordinal);

        _pair.Route(app.Address);
        var handshakes = Count(_pair.Caller);
        Assert.Equal("ok", await AskAsync());
        Assert.Equal(handshakes, Count(_pair.Caller));
    }

    [Fact]
    public async Task Requests_and_tcp_connections_use_separate_tunnels()
    {
        await using var app = await AppAsync("ok");
        _pair.Route(app.Address);
        await AskAsync();
        using var tcp = new TcpApp(_pair);
        for (var i = 0; i < 3; i++)
        {
            var (client, server) = await tcp.OpenAsync();
            client.Dispose();
            server.Dispose();
        }
        AssertHandshakes(2);
    }

    private Task<TestApp> AppAsync(string answer) => TestApp.StartAsync(_pair.Callee.Address, context => context.Response.WriteAsync(answer));

    private Task<string> AskAsync() => _client.GetStringAsync($"http://{_pair.Local}/");

    private void AssertHandshakes(long count) => Assert.Equal((count, count), (Count(_pair.Caller), Count(_pair.Callee)));

    private static long Count(TestProxy proxy) => proxy.Handshakes.Sum(h => h.Count);
}
