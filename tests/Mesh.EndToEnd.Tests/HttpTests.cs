using System.Net;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit.Network;

namespace Mesh.EndToEnd.Tests;

/// <summary>HTTP from one workload to another: names, identity, secrecy, large bodies.</summary>
public sealed class HttpTests : IAsyncLifetime
{
    private TestMesh _mesh = null!;
    private HttpApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        if (!TestKit.Requires.Root)
            return;
        _mesh = TestMesh.Create();
        _mesh.Add("web-1", "web");
        var catalog = _mesh.Add("catalog-1", "catalog", ("http", 8080));
        _mesh.Configure("mesh.yaml", Yaml.Strict + "\n---\n" + Yaml.Service("catalog", "catalog", 80, 8080));
        await _mesh.StartAsync();
        _app = await _mesh.ServeAsync(catalog, 8080);
    }

    public async ValueTask DisposeAsync()
    {
        if (_mesh is not null)
            await _mesh.DisposeAsync();
    }

    [RootFact]
    public async Task A_service_is_reached_by_its_name_and_the_application_learns_who_calls()
    {
        using var client = _mesh["web-1"].Host.CreateHttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://catalog.t/");
        request.Headers.Add("x-forwarded-client-cert", "URI=spiffe://cluster.local/ns/bank/sa/admin");
        request.Headers.Add("x-mesh-original-dst", "10.0.0.1:1");
        using var response = await client.SendAsync(request);
        Assert.Equal("catalog-1", await response.Content.ReadAsStringAsync());
        Assert.Equal("URI=spiffe://cluster.local/ns/t/sa/web", _app.LastHeaders["x-forwarded-client-cert"]);
        Assert.DoesNotContain(_app.LastHeaders.Keys, k => k.StartsWith("x-mesh-", StringComparison.OrdinalIgnoreCase) && k != "x-mesh-hops");
        Assert.Equal("catalog.t", _app.LastHeaders["host"]);
    }

    [RootFact]
    public async Task Nothing_of_a_payload_is_readable_between_the_workloads()
    {
        var secret = Guid.NewGuid().ToString("N");
        await using var capture = await PacketCapture.StartAsync(_mesh["web-1"].Host);
        using var client = _mesh["web-1"].Host.CreateHttpClient();
        using var response = await client.PostAsync($"http://catalog.t/digest?{secret}", new StringContent(secret));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var packets = await capture.StopAsync();
        Assert.True(packets.Length > 500, "the exchange was captured");
        Assert.Equal(-1, packets.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(secret)));
        Assert.Equal(-1, packets.AsSpan().IndexOf("catalog-1"u8));
    }

    [RootFact]
    public async Task A_gigabyte_arrives_bit_exact_both_ways()
    {
        const long Size = 1L << 30;
        using var client = _mesh["web-1"].Host.CreateHttpClient();
        client.Timeout = TimeSpan.FromMinutes(5);
        using var response = await client.GetAsync($"http://catalog.t/bytes/{Size}", HttpCompletionOption.ResponseHeadersRead);
        var (length, digest) = await Pattern.DigestAsync(await response.Content.ReadAsStreamAsync());
        Assert.Equal((Size, Pattern.Digest(Size)), (length, digest));

        using var upload = await client.PostAsync("http://catalog.t/digest", new PatternContent(Size));
        Assert.Equal($"{Size} {Pattern.Digest(Size)}", await upload.Content.ReadAsStringAsync());
    }

    [RootFact]
    public async Task An_unknown_name_does_not_resolve_and_an_unknown_mesh_address_is_refused_with_a_flag()
    {
        using var client = _mesh["web-1"].Host.CreateHttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("http://nobody.t/"));
        using var response = await client.GetAsync("http://240.240.255.1/");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.StartsWith("ND ", Assert.Single(response.Headers.GetValues("x-mesh-error")), StringComparison.Ordinal);
    }

    private sealed class PatternContent(long size) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Pattern.WriteAsync(stream, size);

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }
    }
}
