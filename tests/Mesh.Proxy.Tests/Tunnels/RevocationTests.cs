using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.TestKit;
using Mesh.TestKit.Tunnels;
using Mesh.Traffic.Inbound;
using Microsoft.AspNetCore.Http;

namespace Mesh.Proxy.Tests.Tunnels;

/// <summary>A permission that is taken back resets the streams it covered, not the tunnel.</summary>
public sealed class RevocationTests : IAsyncLifetime
{
    private const uint Cancel = 8;

    private Callee _callee = null!;

    public async ValueTask InitializeAsync() => _callee = await Callee.StartAsync();

    public ValueTask DisposeAsync() => _callee.DisposeAsync();

    public static TheoryData<MtlsMode, InboundProtocol> Refusals { get; } = new()
    {
        { MtlsMode.Disable, InboundProtocol.Auto },
        { MtlsMode.Strict, InboundProtocol.Http },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Only_the_bytes_that_may_no_longer_go_are_stopped(MtlsMode mode, InboundProtocol protocol)
    {
        using var kept = _callee.Listen();
        using var lost = _callee.Listen();
        await using var tunnel = await _callee.TunnelAsync();
        var (keptStream, keptApp) = await OpenAsync(tunnel, kept);
        var (lostStream, lostApp) = await OpenAsync(tunnel, lost);

        _callee.SetPolicy(new InboundPort { Port = PortOf(lost), MtlsMode = mode, Protocol = protocol });

        Assert.Equal(Cancel, (await tunnel.AnswerAsync(lostStream)).ResetCode);
        await TcpApp.AssertResetAsync(lostApp);
        Assert.Equal("RVK 1", await FlagsAsync("RVK"));
        Assert.Equal(403, (await tunnel.ConnectStreamAsync(lost.LocalEndPoint!.ToString()!)).Status);
        await keptApp.SendAsync("still here"u8.ToArray());
        keptApp.Shutdown(SocketShutdown.Send);
        Assert.Equal("still here", Encoding.ASCII.GetString(await tunnel.ReadToEndAsync(keptStream)));
        Assert.Null(tunnel.LastServed);
    }

    [Fact]
    public async Task A_request_in_progress_is_reset_and_its_neighbour_is_answered()
    {
        var asked = new SemaphoreSlim(0);
        var answer = new TaskCompletionSource();
        RequestDelegate slow = async context =>
        {
            asked.Release();
            await answer.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("done");
        };
        await using var kept = await TestApp.StartAsync(_callee.Proxy.Address, slow);
        await using var lost = await TestApp.StartAsync(_callee.Proxy.Address, slow);
        await using var tunnel = await _callee.TunnelAsync();
        var keptStream = await tunnel.BeginGetAsync(kept.Address.ToString());
        var lostStream = await tunnel.BeginGetAsync(lost.Address.ToString());
        await asked.WaitAsync();
        await asked.WaitAsync();

        _callee.SetPolicy(new InboundPort { Port = lost.Address.Port, MtlsMode = MtlsMode.Disable });

        Assert.Equal(Cancel, (await tunnel.AnswerAsync(lostStream)).ResetCode);
        answer.SetResult();
        Assert.Equal(200, (await tunnel.AnswerAsync(keptStream)).Status);
        Assert.Equal(200, (await tunnel.GetAsync(kept.Address.ToString())).Status);
    }

    [Fact]
    public async Task A_policy_that_still_permits_everything_disturbs_nothing()
    {
        using var listener = _callee.Listen();
        await using var tunnel = await _callee.TunnelAsync();
        var (stream, application) = await OpenAsync(tunnel, listener);
        _callee.SetPolicy(new InboundPort { Port = PortOf(listener), Protocol = InboundProtocol.Tcp, MtlsMode = MtlsMode.Permissive });
        await application.SendAsync("x"u8.ToArray());
        application.Shutdown(SocketShutdown.Send);
        Assert.Equal("x"u8.ToArray(), await tunnel.ReadToEndAsync(stream));
    }

    [Fact]
    public async Task An_address_that_is_no_longer_the_workloads_ends_its_streams()
    {
        using var listener = _callee.Listen();
        await using var tunnel = await _callee.TunnelAsync();
        var (stream, _) = await OpenAsync(tunnel, listener);
        _callee.Proxy.Discovery.Set(new InboundPolicy([IPAddress.Parse("10.9.9.9")], [], MtlsMode.Strict));
        Assert.Equal(Cancel, (await tunnel.AnswerAsync(stream)).ResetCode);
    }

    private static int PortOf(Socket listener) => ((IPEndPoint)listener.LocalEndPoint!).Port;

    private static async Task<(int Stream, Socket Application)> OpenAsync(TunnelClient tunnel, Socket listener)
    {
        Assert.Equal(200, (await tunnel.ConnectStreamAsync(listener.LocalEndPoint!.ToString()!)).Status);
        return (tunnel.Stream, await listener.AcceptAsync());
    }

    private async Task<string> FlagsAsync(string flag)
    {
        var count = 0L;
        await Eventually.TrueAsync(() => (count = _callee.Proxy.CountFlag(flag)) > 0, $"flag {flag} is counted");
        return $"{flag} {count}";
    }
}
