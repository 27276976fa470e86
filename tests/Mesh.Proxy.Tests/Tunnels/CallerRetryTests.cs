using System.Net;
using System.Security.Cryptography.X509Certificates;
using Mesh.TestKit.Tunnels;

namespace Mesh.Proxy.Tests.Tunnels;

/// <summary>docs/tunnel.md from the caller's end, by hand-made frames: what is sent again, and on which connection.</summary>
public sealed class CallerRetryTests : IAsyncLifetime
{
    private const byte RefusedStream = 7;

    private Caller _caller = null!;

    public async ValueTask InitializeAsync() => _caller = await Caller.StartAsync();

    public ValueTask DisposeAsync() => _caller.DisposeAsync();

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task What_was_refused_is_sent_again_whatever_the_method(string method)
    {
        var asked = _caller.AskAsync("/", method);
        await using var tunnel = await _caller.AcceptAsync();
        await tunnel.ResetAsync((await tunnel.RequestAsync()).Stream, RefusedStream);
        await AnswerAsync(tunnel, asked);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task What_is_above_the_goaway_is_sent_again_on_a_new_connection(string method)
    {
        var kept = _caller.AskAsync("/kept", method);
        await using var tunnel = await _caller.AcceptAsync();
        var first = await tunnel.RequestAsync();
        var moved = _caller.AskAsync("/moved", method);
        Assert.Equal("/moved", (await tunnel.RequestAsync())[":path"]);

        await tunnel.GoAwayAsync(first.Stream);

        await using var next = await _caller.AcceptAsync();
        Assert.Equal("/moved", await AnswerAsync(next, moved));
        await tunnel.AnswerAsync(first.Stream, 200);
        Assert.Equal(HttpStatusCode.OK, (await kept).StatusCode);
    }

    [Fact]
    public async Task A_request_that_may_be_repeated_is_when_an_idle_tunnel_turns_out_to_be_lost()
    {
        await using var tunnel = await OpenAsync();
        var asked = _caller.AskAsync();
        await tunnel.RequestAsync();
        await tunnel.DisposeAsync();
        await using var next = await _caller.AcceptAsync();
        await AnswerAsync(next, asked);
    }

    [Fact]
    public async Task A_request_that_may_have_been_processed_is_not_repeated()
    {
        await using var tunnel = await OpenAsync();
        var asked = _caller.AskAsync("/", "POST");
        await tunnel.RequestAsync();
        await tunnel.DisposeAsync();
        using var failed = await asked;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);

        var other = _caller.AskAsync("/other");
        await using var next = await _caller.AcceptAsync();
        Assert.Equal("/other", await AnswerAsync(next, other));
    }

    [Fact]
    public async Task A_tunnel_is_left_before_the_callees_certificate_ends_and_what_is_in_progress_finishes()
    {
        var slow = _caller.AskAsync("/slow");
        await using var tunnel = await _caller.AcceptAsync(Ending());
        var head = await tunnel.RequestAsync();
        await tunnel.WaitForGoAwayAsync();

        var next = _caller.AskAsync("/next");
        await using var other = await _caller.AcceptAsync();
        Assert.Equal("/next", await AnswerAsync(other, next));
        await tunnel.AnswerAsync(head.Stream, 200);
        Assert.Equal(HttpStatusCode.OK, (await slow).StatusCode);
    }

    private static async Task<string> AnswerAsync(ServedTunnel tunnel, Task<HttpResponseMessage> asked)
    {
        var head = await tunnel.RequestAsync();
        await tunnel.AnswerAsync(head.Stream, 200);
        using var response = await asked;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return head[":path"];
    }

    // A tunnel that has served a request.
    private async Task<ServedTunnel> OpenAsync()
    {
        var asked = _caller.AskAsync();
        var tunnel = await _caller.AcceptAsync();
        await AnswerAsync(tunnel, asked);
        return tunnel;
    }

    private X509Certificate2 Ending() =>
        _caller.Authority.Issue("spiffe://cluster.local/ns/t/sa/catalog", DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddSeconds(4));
}
