using System.Text;
using Mesh.Proxy.Tests.Http1;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>What callers say of themselves reaches no application by any kind of request, nor after its body.</summary>
public sealed class CallerKindTests : IAsyncLifetime
{
    private const string Lies =
        "X-Forwarded-Client-Cert: URI=x\r\nX_Forwarded_Client_Cert: URI=x\r\nX-Mesh-Source: 1.1.1.1\r\nX_Mesh_Service: x\r\nx.forwarded.for: 1.1.1.1\r\n";

    private readonly TaskCompletionSource<RawMessage> _seen = new();
    private ProxyPair _pair = null!;
    private RawApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _pair = await ProxyPair.StartAsync();
        _app = new RawApp(_pair.Callee.Address, async r =>
        {
            if (!r.Message.Line.StartsWith("CONNECT", StringComparison.Ordinal))
                await r.ReadBodyAsync();
            _seen.SetResult(r.Message);
            await r.WriteAsync("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
        });
        _pair.Route(_app.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _pair.DisposeAsync();
    }

    [Theory]
    [InlineData("GET / HTTP/1.0\r\nHost: a\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("GET /chat HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n")]
    [InlineData("CONNECT db.example:5432 HTTP/1.1\r\nHost: db.example:5432\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nConnection: x-forwarded-for, x_mesh_service\r\n")]
    public async Task In_a_head(string head)
    {
        using var client = await RawClient.ConnectAsync(_pair.Local);
        await client.SendAsync($"{head}{Lies}\r\n");
        Assert.Equal("403: no", await client.ReadAnswerAsync());
        Assert.Equal(
            ["forwarded: for={caller}", "x-forwarded-client-cert: URI=spiffe://cluster.local/ns/t/sa/web", "x-forwarded-for: {caller}", "x-forwarded-proto: http", "x-mesh-hops: 1"],
            (await _seen.Task).Fields.Where(f => f[0] is 'x' or 'f').Select(f => f.Replace(_pair.Caller.Address.ToString(), "{caller}", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task In_trailers_of_a_caller()
    {
        using var client = await RawClient.ConnectAsync(_pair.Local);
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n{Lies}Forwarded: for=1.1.1.1\r\nX-Forwarded-Proto: https\r\nX-Sum: 1\r\n\r\n");
        Assert.Equal("403: no", await client.ReadAnswerAsync());
        Assert.Equal(["x-sum: 1"], (await _seen.Task).Trailers);
    }

    [Fact]
    public async Task In_trailers_of_a_tunnel()
    {
        await LyingPeer.GetAsync(_pair.Authority, "mallory", _app.Address, _ => { }, trailers =>
        {
            foreach (var name in new[] { "x-forwarded-client-cert", "x_forwarded_client_cert", "x-mesh-source", "forwarded", "x-forwarded-for", "x-sum" })
                trailers.Add(Encoding.ASCII.GetBytes(name), "1"u8);
        });
        Assert.Equal(["x-sum: 1"], (await _seen.Task).Trailers);
    }
}
