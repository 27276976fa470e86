using System.Net;
using System.Text;
using Mesh.Engine.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using HttpVersion = System.Net.HttpVersion;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>What an application is told of its caller, at each way in: only what proxies know, never what the caller says of itself.</summary>
public sealed class CallerHeadersTests : IAsyncLifetime
{
    private const string Forged = "URI=spiffe://cluster.local/ns/bank/sa/admin";

    private readonly HttpClient _client = new();
    private ProxyPair _pair = null!;
    private TestApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _pair = await ProxyPair.StartAsync();
        _app = await TestApp.StartAsync(_pair.Callee.Address, c => c.Response.WriteAsync(Seen(c.Request)));
        _pair.Route(_app.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _pair.DisposeAsync();
    }

    [Fact]
    public async Task From_another_workload()
    {
        var seen = await GetAsync(_pair.Local);
        Assert.Equal(
            $"""
            forwarded=for={_pair.Caller.Address}
            x-forwarded-client-cert=URI=spiffe://cluster.local/ns/t/sa/web
            x-forwarded-for={_pair.Caller.Address}
            x-forwarded-proto=http
            x-mesh-hops=1
            """, seen);
    }

    [Fact]
    public async Task From_another_workload_that_passes_requests_on()
    {
        var seen = await GetAsync(_pair.Local, ("x-forwarded-for", "192.0.2.1"), ("forwarded", "for=192.0.2.1;proto=https"), ("x-forwarded-proto", "https"), ("x-mesh-hops", "3"));
        Assert.Equal(
            $"""
            forwarded=for=192.0.2.1;proto=https, for={_pair.Caller.Address}
            x-forwarded-client-cert=URI=spiffe://cluster.local/ns/t/sa/web
            x-forwarded-for=192.0.2.1, {_pair.Caller.Address}
            x-forwarded-proto=https
            x-mesh-hops=4
            """, seen);
    }

    [Fact]
    public async Task From_another_workload_that_lies()
    {
        var honest = await GetAsync(_pair.Local);
        var seen = await GetAsync(_pair.Local, ("x-forwarded-client-cert", Forged), ("x-mesh-source", "192.0.2.1"), ("x-mesh-original-dst", "10.0.0.1:1"), ("x-mesh-other", "1"));
        Assert.Equal(honest, seen);
    }

    [Theory]
    [InlineData("x_forwarded_client_cert")]
    [InlineData("X-Forwarded_Client-Cert")]
    [InlineData("x.forwarded.client.cert")]
    [InlineData("X_Forwarded_For")]
    [InlineData("x_mesh_source")]
    [InlineData("x_mesh_hops")]
    public async Task From_any_caller_that_lies_in_a_name_that_programs_read_as_the_meshs(string name)
    {
        Assert.Equal(await GetAsync(_pair.Local), await GetAsync(_pair.Local, (name, Forged)));
        Assert.Equal(await TunnelAsync(_ => { }), await TunnelAsync(head => head.Add(Encoding.ASCII.GetBytes(name.ToLowerInvariant()), Encoding.ASCII.GetBytes(Forged))));
        using var entry = new PlaintextEntry(TestProxy.OptionsOf(_pair.Callee.Address, "catalog"), _app.Address);
        Assert.Equal(await GetAsync(entry.Address), await GetAsync(entry.Address, (name, Forged)));
    }

    [Fact]
    public async Task From_a_caller_that_speaks_http2()
    {
        await using var app = await TestApp.StartAsync(_pair.Callee.Address, c => c.Response.WriteAsync(Seen(c.Request)), HttpProtocols.Http2);
        _pair.Route(app.Address);
        Assert.Equal(
            await GetAsync(_pair.Local, HttpVersion.Version20),
            await GetAsync(_pair.Local, HttpVersion.Version20, ("x-forwarded-client-cert", Forged), ("x_forwarded_client_cert", Forged), ("x-mesh-source", "192.0.2.1")));
    }

    [Fact]
    public async Task From_a_tunnel_the_callers_own_address_and_the_certificates_identity()
    {
        var seen = await TunnelAsync(_ => { });
        Assert.Contains("x-forwarded-for=10.9.9.9\n", seen, StringComparison.Ordinal);
        Assert.Contains("x-forwarded-client-cert=URI=spiffe://cluster.local/ns/t/sa/mallory\n", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("x-mesh-", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_a_tunnel_whose_proxy_lies()
    {
        var honest = await TunnelAsync(_ => { });
        var seen = await TunnelAsync(head =>
        {
            head.Add("x-forwarded-client-cert"u8, Encoding.ASCII.GetBytes(Forged));
            head.Add("x-mesh-other"u8, "1"u8);
        });
        Assert.Equal(honest, seen);
    }

    [Theory]
    [InlineData("10.9.9.9, 192.0.2.1")]
    [InlineData("catalog")]
    [InlineData("010.9.9.9")]
    [InlineData("fe80::1%eth0")]
    [InlineData("")]
    public async Task From_a_tunnel_with_a_source_that_is_no_address(string source)
    {
        var seen = await TunnelAsync(head => head.Set("x-mesh-source"u8, Encoding.ASCII.GetBytes(source)));
        Assert.Contains("x-forwarded-for=127.0.0.1\n", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_a_caller_without_a_proxy()
    {
        using var entry = new PlaintextEntry(TestProxy.OptionsOf(_pair.Callee.Address, "catalog"), _app.Address);
        var seen = await GetAsync(
            entry.Address, ("x-forwarded-client-cert", Forged), ("x-mesh-source", "10.1.1.1"), ("x-mesh-app-version", "2"), ("x-forwarded-for", "192.0.2.1"));
        Assert.Equal("forwarded=for=127.0.0.1\nx-forwarded-for=192.0.2.1, 127.0.0.1\nx-forwarded-proto=http", seen);
    }

    [Fact]
    public async Task A_request_that_goes_in_circles_is_508()
    {
        _pair.RouteInCircles();
        using var response = await _client.GetAsync($"http://{_pair.Local}/");
        Assert.Equal(HttpStatusCode.LoopDetected, response.StatusCode);
        Assert.StartsWith("LOOP", response.Headers.GetValues("x-mesh-error").Single(), StringComparison.Ordinal);
    }

    private static string Seen(HttpRequest request) => string.Join('\n', request.Headers
        .Where(h => h.Key.StartsWith('x') || h.Key.StartsWith('X') || h.Key.Equals("forwarded", StringComparison.OrdinalIgnoreCase))
        .Select(h => $"{h.Key.ToLowerInvariant()}={string.Join('|', h.Value.AsEnumerable())}").Order());

    private Task<string> TunnelAsync(Action<HeaderBlock> change) => LyingPeer.GetAsync(_pair.Authority, "mallory", _app.Address, change);

    private Task<string> GetAsync(IPEndPoint address, params (string Name, string Value)[] headers) => GetAsync(address, HttpVersion.Version11, headers);

    private async Task<string> GetAsync(IPEndPoint address, Version version, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{address}/") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await _client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
