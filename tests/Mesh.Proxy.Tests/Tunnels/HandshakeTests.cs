using Mesh.Proxy.Tests.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Mesh.Proxy.Tests.Tunnels;

/// <summary>Handshakes between two proxies, as their metrics tell of them.</summary>
public sealed class HandshakeTests : IAsyncLifetime
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
    public async Task A_lost_tunnel_is_resumed_until_one_of_the_certificates_changes()
    {
        await using var app = await TestApp.StartAsync(_pair.Callee.Address, context => context.Response.WriteAsync("ok"));
        _pair.Route(app.Address);
        await AskAsync();
        AssertHandshakes(full: 1, resumed: 0);

        await _pair.Callee.DropTunnelsAsync();
        await AskAsync();
        AssertHandshakes(full: 1, resumed: 1);

        await _pair.Callee.SwapAsync(TestProxy.CredentialsOf(_pair.Authority, "catalog"));
        await _pair.Callee.DropTunnelsAsync();
        await AskAsync();
        AssertHandshakes(full: 2, resumed: 1);

        await _pair.Caller.SwapAsync(TestProxy.CredentialsOf(_pair.Authority, "web"));
        await _pair.Callee.DropTunnelsAsync();
        await AskAsync();
        AssertHandshakes(full: 3, resumed: 1);
    }

    [Fact]
    public async Task Another_bundle_version_begins_with_a_full_handshake_and_open_requests_finish()
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await TestApp.StartAsync(_pair.Callee.Address, async context =>
        {
            if (context.Request.Path == "/slow")
            {
                asked.SetResult();
                await answer.Task;
            }
            await context.Response.WriteAsync("ok");
        });
        _pair.Route(app.Address);
        var slow = _client.GetStringAsync($"http://{_pair.Local}/slow");
        await asked.Task;

        await _pair.Caller.SwapAsync(TestProxy.CredentialsOf(_pair.Authority, "web", "2", _pair.Authority));
        await AskAsync();

        AssertHandshakes(full: 2, resumed: 0);
        answer.SetResult();
        Assert.Equal("ok", await slow);
    }

    private async Task AskAsync() => Assert.Equal("ok", await _client.GetStringAsync($"http://{_pair.Local}/"));

    private void AssertHandshakes(int full, int resumed)
    {
        foreach (var (proxy, role) in new[] { (_pair.Caller, "Client"), (_pair.Callee, "Server") })
        {
            Assert.All(proxy.Handshakes, h => Assert.True(h.Kind.StartsWith($"{role} x25519 ", StringComparison.Ordinal) || h.Kind.StartsWith($"{role} X25519MLKEM768 ", StringComparison.Ordinal), h.Kind));
            Assert.Equal((full, resumed), (Count(proxy, "False"), Count(proxy, "True")));
        }
    }

    private static int Count(TestProxy proxy, string resumed) =>
        (int)proxy.Handshakes.Where(h => h.Kind.EndsWith($"resumed: {resumed}", StringComparison.Ordinal)).Sum(h => h.Count);
}
