using Mesh.Engine.Http;
using Mesh.Engine.Loops;
using Mesh.Engine.Pools;
using Mesh.Engine.Streams;
using Mesh.Proxy.Http;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Tests.Pipelines;

namespace Mesh.Proxy.Tests.Http;

/// <summary>An exchange that serves another request hears nothing of its earlier life.</summary>
public sealed class ExchangeReuseTests : IDisposable
{
    private readonly EventLoop _events = new();
    private readonly RecordingPool _upstreams;
    private readonly ExchangePool<PlainExchange> _exchanges;
    private readonly HeaderBlock _ok = new() { Status = 200 };
    private readonly HeaderBlock _failed = new() { Status = 500 };

    public ExchangeReuseTests()
    {
        _upstreams = new RecordingPool(_events);
        var loop = new ProxyLoop(_events, new ProxyState(TestProxy.OptionsOf(System.Net.IPAddress.Loopback, "a"), new FixedDiscovery(), TimeProvider.System, new ProxyLog(TextWriter.Null, TimeProvider.System)), seed: 1);
        _exchanges = new ExchangePool<PlainExchange>(_events, pool => new PlainExchange(loop, pool, _upstreams));
    }

    private StreamTicket Ticket => _upstreams.Asked[^1];

    public void Dispose()
    {
        _events.Dispose();
        _ok.Dispose();
        _failed.Dispose();
    }

    [Fact]
    public void A_finished_exchange_serves_the_next_request_after_the_turn()
    {
        var (first, _, _) = Serve();
        Assert.NotSame(first, _exchanges.Rent());
        _events.RunOnce(0);
        Assert.Same(first, _exchanges.Rent());
    }

    [Fact]
    public void A_finished_exchange_no_longer_listens_to_its_streams()
    {
        var (exchange, downstream, upstream) = Serve();
        Assert.NotSame(exchange, downstream.Handler);
        Assert.NotSame(Ticket.Handler, upstream.Handler);
        downstream.Handler!.OnData(downstream, "more"u8, endStream: true);
        Assert.Equal("consumed 4", downstream.Calls[^1]);
    }

    [Fact]
    public void Late_events_of_an_earlier_attempt_change_nothing()
    {
        var (first, _, oldUpstream) = Serve();
        var oldTicket = Ticket;
        _events.RunOnce(0);
        var (exchange, downstream, upstream) = Begin();
        Assert.Same(first, exchange);
        var attempt = Ticket.Handler;
        attempt.OnHeaders(oldUpstream, _failed, endStream: true);
        attempt.OnData(oldUpstream, "old"u8, endStream: true);
        attempt.OnTrailers(oldUpstream, _failed);
        attempt.OnWritable(oldUpstream);
        attempt.OnReset(oldUpstream, StreamError.ConnectionLost);
        oldTicket.Fail(StreamError.ConnectFailed, null);
        Assert.Empty(downstream.Calls);
        attempt.OnHeaders(upstream, _ok, endStream: true);
        Assert.Equal(["headers 200 end", "reset Cancelled"], downstream.Calls);
        Assert.Equal([200, 200], exchange.Finished);
    }

    [Fact]
    public void Late_events_of_an_earlier_request_change_nothing()
    {
        var (_, oldDownstream, _) = Serve();
        _events.RunOnce(0);
        var (exchange, _, upstream) = Begin();
        exchange.OnData(oldDownstream, "old"u8, endStream: true);
        exchange.OnTrailers(oldDownstream, _failed);
        exchange.OnWritable(oldDownstream);
        exchange.OnReset(oldDownstream, StreamError.Cancelled);
        Assert.Equal(["headers /b"], upstream.Calls);
    }

    [Fact]
    public void A_stream_that_nobody_waits_for_any_more_is_given_up()
    {
        Serve();
        var late = new RecordingStream();
        Ticket.Answer(late);
        Assert.Equal(["reset Cancelled"], late.Calls);
        _events.RunOnce(0);
        var (_, _, upstream) = Begin();
        late.Calls.Clear();
        Ticket.Answer(late);
        Assert.Equal(["reset Cancelled"], late.Calls);
        Assert.Equal(["headers /b"], upstream.Calls);
    }

    [Fact]
    public void An_answer_to_a_question_that_was_taken_back_is_not_taken_for_the_next_one()
    {
        var (first, downstream) = Ask();
        var old = Ticket;
        first.OnReset(downstream, StreamError.Cancelled);
        Assert.False(old.IsLive);
        _events.RunOnce(0);
        var (exchange, _) = Ask();
        Assert.Same(first, exchange);

        var late = new RecordingStream();
        old.Answer(late);
        old.Fail(StreamError.ConnectFailed, null);
        Assert.Equal(["reset Cancelled"], late.Calls);

        var upstream = new RecordingStream();
        Ticket.Answer(upstream);
        Assert.Equal(["headers /b"], upstream.Calls);
    }

    private (PlainExchange Exchange, RecordingStream Downstream) Ask()
    {
        var exchange = _exchanges.Rent();
        var downstream = new RecordingStream { Handler = exchange };
        exchange.OnHeaders(downstream, new HeaderBlock { Method = "POST"u8, Path = "/b"u8 }, endStream: false);
        return (exchange, downstream);
    }

    private (PlainExchange Exchange, RecordingStream Downstream, RecordingStream Upstream) Begin()
    {
        var (exchange, downstream) = Ask();
        var upstream = new RecordingStream { Handler = Ticket.Handler };
        Ticket.Answer(upstream);
        return (exchange, downstream, upstream);
    }

    private (PlainExchange Exchange, RecordingStream Downstream, RecordingStream Upstream) Serve()
    {
        var served = Begin();
        served.Exchange.OnData(served.Downstream, default, endStream: true);
        Ticket.Handler.OnHeaders(served.Upstream, _ok, endStream: true);
        return served;
    }
}
