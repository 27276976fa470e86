using System.Net.Sockets;
using System.Security.Authentication;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.TestKit.Certificates;
using Mesh.TestKit.Tunnels;

namespace Mesh.Proxy.Tests.Tunnels;

/// <summary>Certificate and trust bundle change under an open tunnel of the callee's.</summary>
public sealed class CredentialChangeTests : IAsyncLifetime
{
    private readonly TestAuthority _next = new("cluster.local");
    private Callee _callee = null!;

    public async ValueTask InitializeAsync() => _callee = await Callee.StartAsync();

    public ValueTask DisposeAsync()
    {
        _next.Dispose();
        return _callee.DisposeAsync();
    }

    [Fact]
    public async Task A_new_certificate_is_for_new_handshakes_and_open_tunnels_go_on()
    {
        using var listener = _callee.Listen();
        await using var before = await _callee.TunnelAsync();
        using var application = await OpenAsync(before, listener);
        await _callee.Proxy.SwapAsync(TestProxy.CredentialsOf(_callee.Authority, "catalog"));

        await using var after = await _callee.TunnelAsync();
        Assert.NotEqual(before.Certificate, after.Certificate);
        await EchoAsync(before, application);
        using var another = await OpenAsync(before, listener);
        Assert.Null(before.LastServed);
    }

    [Fact]
    public async Task A_root_that_leaves_the_bundle_takes_the_tunnels_it_vouched_for_along_in_good_order()
    {
        using var listener = _callee.Listen();
        await _callee.Proxy.SwapAsync(TestProxy.CredentialsOf(_callee.Authority, "catalog", "2", _callee.Authority, _next));
        await using var leaving = await _callee.TunnelAsync(_next);
        await using var staying = await _callee.TunnelAsync();
        using var application = await OpenAsync(leaving, listener);

        await _callee.Proxy.SwapAsync(TestProxy.CredentialsOf(_callee.Authority, "catalog", "3", _callee.Authority));

        Assert.Equal(1, await leaving.WaitForGoAwayAsync());
        await EchoAsync(leaving, application);
        Assert.Equal(200, (await staying.ConnectStreamAsync(listener.LocalEndPoint!.ToString()!)).Status);
        Assert.Null(staying.LastServed);
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => _callee.TunnelAsync(_next));
        Assert.True(refusal is IOException or AuthenticationException, refusal.ToString());
    }

    [Fact]
    public async Task A_root_that_joins_the_bundle_lets_its_callers_in_and_ends_nothing()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => _callee.TunnelAsync(_next));
        using var listener = _callee.Listen();
        await using var before = await _callee.TunnelAsync();
        await _callee.Proxy.SwapAsync(TestProxy.CredentialsOf(_callee.Authority, "catalog", "2", _callee.Authority, _next));
        await using var joined = await _callee.TunnelAsync(_next);
        using var application = await OpenAsync(before, listener);
        Assert.Null(before.LastServed);
    }

    private static async Task<Socket> OpenAsync(TunnelClient tunnel, Socket listener)
    {
        Assert.Equal(200, (await tunnel.ConnectStreamAsync(listener.LocalEndPoint!.ToString()!)).Status);
        return await listener.AcceptAsync();
    }

    private static async Task EchoAsync(TunnelClient tunnel, Socket application)
    {
        await application.SendAsync("hello"u8.ToArray());
        application.Shutdown(SocketShutdown.Send);
        Assert.Equal("hello"u8.ToArray(), await tunnel.ReadToEndAsync());
    }
}
