using System.Net;
using System.Security.Cryptography;
using Mesh.TestKit;
using Mesh.Traffic.Inbound;
using Mesh.Traffic.Routing;
using Mesh.Traffic.Timeouts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>Two proxies and an application: the whole HTTP data path without a control plane.</summary>
public sealed class ProxyPairTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private ProxyPair _pair = null!;

    private string Url => $"http://{_pair.Local}/";

    public async ValueTask InitializeAsync() => _pair = await ProxyPair.StartAsync();

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _pair.DisposeAsync();
    }

    [Fact]
    public async Task A_request_arrives_with_its_caller_named()
    {
        await using var app = await AppAsync(c => c.Response.WriteAsync($"{c.Request.Method} {c.Request.Path} {c.Request.Host} {c.Request.Headers["x-forwarded-client-cert"]}"));
        Assert.Equal($"GET /a {_pair.Local} URI=spiffe://cluster.local/ns/t/sa/web", await _client.GetStringAsync(Url + "a"));
    }

    [Fact]
    public async Task Many_requests_at_once_with_bodies_both_ways()
    {
        await using var app = await AppAsync(async c => await c.Request.Body.CopyToAsync(c.Response.Body));
        await Parallel.ForEachAsync(Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, stop) =>
        {
            var body = new byte[i * 777];
            new Random(i).NextBytes(body);
            using var response = await _client.PostAsync(Url, new ByteArrayContent(body), stop);
            Assert.Equal(body, await response.Content.ReadAsByteArrayAsync(stop));
        });
    }

    [Fact]
    public async Task A_large_download_and_upload_are_bit_exact()
    {
        var data = new byte[32 * 1024 * 1024];
        new Random(1).NextBytes(data);
        await using var app = await AppAsync(async c =>
        {
            if (c.Request.Method == "GET")
                await c.Response.Body.WriteAsync(data);
            else
                await c.Response.WriteAsync(Convert.ToHexString(await SHA256.HashDataAsync(c.Request.Body)));
        });
        var received = await _client.GetByteArrayAsync(Url);
        Assert.True(data.AsSpan().SequenceEqual(received));
        using var upload = await _client.PostAsync(Url, new ByteArrayContent(data));
        Assert.Equal(Convert.ToHexString(SHA256.HashData(data)), await upload.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Http2_of_the_application_stays_http2()
    {
        await using var app = await TestApp.StartAsync(_pair.Callee.Address, async c =>
        {
            await c.Response.WriteAsync(c.Request.Protocol);
            c.Response.AppendTrailer("x-end", "yes");
        }, HttpProtocols.Http2);
        _pair.Route(app.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Version = System.Net.HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new StringContent("x") };
        using var response = await _client.SendAsync(request);
        Assert.Equal("HTTP/2", await response.Content.ReadAsStringAsync());
        Assert.Equal("yes", response.TrailingHeaders.GetValues("x-end").Single());
    }

    [Fact]
    public async Task An_application_that_is_not_there_is_503_with_a_flag()
    {
        _pair.Route(new IPEndPoint(_pair.Callee.Address, FreePort.Tcp()));
        using var response = await _client.GetAsync(Url);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotEmpty(response.Headers.GetValues("x-mesh-error"));
    }

    [Fact]
    public async Task A_dead_endpoint_beside_a_live_one_fails_no_request_not_even_a_post()
    {
        await using var app = await TestApp.StartAsync(_pair.Callee.Address, c => c.Response.WriteAsync("alive"));
        _pair.Route(app.Address, new IPEndPoint(_pair.Callee.Address, FreePort.Tcp()));
        for (var i = 0; i < 50; i++)
        {
            using var response = await _client.PostAsync(Url, new StringContent("body"));
            Assert.Equal("alive", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task An_endpoint_that_is_reached_again_is_no_longer_avoided()
    {
        await using var app = await TestApp.StartAsync(_pair.Callee.Address, c => c.Response.WriteAsync("back"));
        var endpoint = Assert.Single(_pair.Route(app.Address));
        endpoint.State.ConnectFailed(now: 0);
        Assert.Equal("back", await _client.GetStringAsync(Url));
        Assert.Equal(0, endpoint.State.ConnectFailures);
    }

    [Fact]
    public async Task An_endpoint_with_another_identity_gets_nothing()
    {
        var served = false;
        await using var app = await TestApp.StartAsync(_pair.Callee.Address, c =>
        {
            served = true;
            return Task.CompletedTask;
        });
        _pair.Route("spiffe://cluster.local/ns/t/sa/other", null, app.Address);
        using var response = await _client.GetAsync(Url);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.StartsWith("UPI", response.Headers.GetValues("x-mesh-error").Single(), StringComparison.Ordinal);
        Assert.False(served);
    }

    [Fact]
    public async Task A_target_that_is_not_the_callees_is_refused()
    {
        await using var app = await AppAsync(c => c.Response.WriteAsync("relayed"));
        _pair.Callee.Discovery.Set(new InboundPolicy([IPAddress.Parse("127.9.9.9")], [], MtlsMode.Strict));
        using var response = await _client.GetAsync(Url);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_504()
    {
        var never = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(_pair.Callee.Address, _ => never.Task);
        _pair.Route("spiffe://cluster.local/ns/t/sa/catalog", r => new RouteModel { Action = r.Action, Timeouts = new TimeoutPolicy { Request = TimeSpan.FromMilliseconds(50) } }, app.Address);
        using var response = await _client.GetAsync(Url);
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        never.SetResult();
    }

    private async Task<TestApp> AppAsync(RequestDelegate handler)
    {
        var app = await TestApp.StartAsync(_pair.Callee.Address, handler);
        _pair.Route(app.Address);
        return app;
    }
}
