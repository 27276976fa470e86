using System.Net;
using System.Net.Sockets;
using Mesh.Conventions;
using Mesh.Proxy.Hosting;
using Mesh.Proxy.Tests.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Proxy.Tests.Tunnels;

/// <summary>A callee on its way out, seen by callers with a tunnel.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _answer = new();
    private readonly TaskCompletionSource _asked = new();
    private Callee _callee = null!;

    public async ValueTask InitializeAsync() => _callee = await Callee.StartAsync();

    public ValueTask DisposeAsync() => _callee.DisposeAsync();

    [Fact]
    public async Task Callers_are_told_at_once_and_what_is_in_flight_is_answered()
    {
        await using var app = await AppAsync();
        await using var tunnel = await _callee.TunnelAsync();
        var stream = await tunnel.BeginGetAsync(app.Address.ToString());
        await _asked.Task;

        var drained = _callee.Proxy.DrainAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(stream, await tunnel.WaitForGoAwayAsync());
        await AssertNoTunnelAsync();
        Assert.False(drained.IsCompleted);
        _answer.SetResult();
        Assert.Equal(200, (await tunnel.AnswerAsync(stream)).Status);
        Assert.Equal("done"u8.ToArray(), await tunnel.ReadToEndAsync(stream));
        await drained;
        await Assert.ThrowsAnyAsync<IOException>(() => tunnel.AnswerAsync(stream));
    }

    [Fact]
    public async Task A_request_that_crossed_the_announcement_is_still_served()
    {
        // Its clock stands: nothing but an answer to the PING ends the announcement.
        await using var callee = await Callee.StartAsync(new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        await using var app = await AppAsync(callee);
        await using var tunnel = await callee.TunnelAsync();
        var first = await tunnel.BeginGetAsync(app.Address.ToString());
        await _asked.Task;
        await callee.Proxy.BeginDrainAsync(Departure.WithWorkload);
        // The caller has not read the announcement yet, and so not answered its PING.
        var crossing = await tunnel.BeginGetAsync(app.Address.ToString());

        Assert.Equal(crossing, await tunnel.WaitForGoAwayAsync());
        _answer.SetResult();
        Assert.Equal([200, 200], (await tunnel.AnswersAsync(first, crossing)).Select(a => a.Status));
    }

    [Fact]
    public async Task The_deadline_ends_the_wait()
    {
        await using var app = await AppAsync();
        await using var tunnel = await _callee.TunnelAsync();
        var stream = await tunnel.BeginGetAsync(app.Address.ToString());
        await _asked.Task;
        await _callee.Proxy.DrainAsync(TimeSpan.FromMilliseconds(100));
        Assert.Equal(stream, await tunnel.WaitForGoAwayAsync());
        Assert.Contains("the drain's deadline has passed: 1 requests", _callee.Proxy.Log.ToString(), StringComparison.Ordinal);
        _answer.SetResult();
    }

    private Task<TestApp> AppAsync(Callee? callee = null) => TestApp.StartAsync((callee ?? _callee).Proxy.Address, async context =>
    {
        _asked.TrySetResult();
        await _answer.Task;
        await context.Response.WriteAsync("done");
    });

    private async Task AssertNoTunnelAsync()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var refusal = await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(new IPEndPoint(_callee.Proxy.Address, MeshPorts.Tunnel)));
        Assert.Equal(SocketError.ConnectionRefused, refusal.SocketErrorCode);
    }
}
