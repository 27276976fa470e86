using Mesh.Engine.Http;
using Mesh.Engine.Loops;
using Mesh.Engine.Relays;
using Mesh.Engine.Streams;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Engine.Tests.Relays;

public sealed class StreamRelayTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly EventLoop _loop;
    private readonly FakeStream _a = new();
    private readonly FakeStream _b = new();
    private readonly StreamRelay _relay;
    private int _done;

    public StreamRelayTests()
    {
        _loop = new EventLoop(_time);
        _relay = new StreamRelay(_loop, _a, _b, TimeSpan.FromMinutes(1), _ => _done++);
    }

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void Bytes_go_both_ways()
    {
        _a.Receive("hello");
        _b.Receive("hi");
        _a.Receive("!");

        Assert.Equal(("hi", "hello!"), (_a.Sent, _b.Sent));
        Assert.Equal((6, 2), (_a.ConsumedBytes, _b.ConsumedBytes));
        Assert.Equal((6L, 2L), (_relay.BytesFromA, _relay.BytesFromB));
        Assert.Equal(0, _done);
    }

    [Fact]
    public void A_side_that_takes_no_more_stops_the_other_one_only()
    {
        _b.Capacity = 5;
        _a.Receive("123");
        Assert.Equal(3, _a.ConsumedBytes);

        _a.Receive("45678");
        _b.Receive("answer");

        Assert.Equal(3, _a.ConsumedBytes);
        Assert.Equal(6, _b.ConsumedBytes);
        _b.Drain();
        Assert.Equal(8, _a.ConsumedBytes);
        _b.Drain();
        Assert.Equal(8, _a.ConsumedBytes);
    }

    [Fact]
    public void An_end_closes_one_direction()
    {
        _a.Receive("last", end: true);
        Assert.Equal("last.", _b.Sent);
        Assert.Equal(0, _done);

        _b.Receive("more");
        _b.Receive("", end: true);

        Assert.Equal("more.", _a.Sent);
        Assert.Equal((1, null), (_done, _relay.Error));
    }

    [Theory]
    [InlineData(StreamError.Cancelled)]
    [InlineData(StreamError.ConnectionLost)]
    public void A_reset_of_one_side_resets_the_other(StreamError error)
    {
        _a.Receive("x");
        _b.Handler!.OnReset(_b, error);

        Assert.Equal($"!{error}", _a.Sent);
        Assert.Equal("x", _b.Sent);
        Assert.Equal((1, error), (_done, _relay.Error));
    }

    [Fact]
    public void A_reset_after_one_end_is_still_passed_on()
    {
        _a.Receive("", end: true);
        _a.Handler!.OnReset(_a, StreamError.Cancelled);

        Assert.Equal(".!Cancelled", _b.Sent);
        Assert.Equal((1, StreamError.Cancelled), (_done, _relay.Error));
    }

    [Fact]
    public void Nothing_is_done_after_the_end()
    {
        _a.Receive("", end: true);
        _b.Receive("", end: true);

        _b.Receive("late");
        _relay.Abort(StreamError.Internal);
        _a.Handler!.OnReset(_a, StreamError.Cancelled);
        Idle(600);

        Assert.Equal((".", "."), (_a.Sent, _b.Sent));
        Assert.Equal((1, null), (_done, _relay.Error));
    }

    [Fact]
    public void An_abort_resets_both_sides()
    {
        _relay.Abort(StreamError.TooMuch);

        Assert.Equal(("!TooMuch", "!TooMuch"), (_a.Sent, _b.Sent));
        Assert.Equal((1, StreamError.TooMuch), (_done, _relay.Error));
    }

    [Fact]
    public void Silence_both_ways_ends_it_and_any_byte_begins_the_time_anew()
    {
        Idle(50);
        _b.Receive("x");
        Idle(50);
        _a.Receive("y");
        Idle(59);
        Assert.Equal(0, _done);

        Idle(2);

        Assert.Equal(("x!Timeout", "y!Timeout"), (_a.Sent, _b.Sent));
        Assert.Equal((1, StreamError.Timeout), (_done, _relay.Error));
    }

    [Fact]
    public void Heads_are_not_bytes_but_may_end_a_direction_as_trailers_do()
    {
        using var block = new HeaderBlock();
        _relay.OnHeaders(_a, block, endStream: false);
        Assert.Equal("", _b.Sent);

        _relay.OnHeaders(_a, block, endStream: true);
        _relay.OnTrailers(_b, block);

        Assert.Equal((".", "."), (_a.Sent, _b.Sent));
        Assert.Equal(1, _done);
    }

    private void Idle(int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _loop.RunOnce(0);
    }
}
