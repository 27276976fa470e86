using Mesh.Engine.Loops;
using Mesh.Engine.Relays;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;
using Mesh.Engine.Tests.Http2.Peers;
using Mesh.Engine.Tests.TestDoubles;

using Microsoft.Extensions.Time.Testing;

namespace Mesh.Engine.Tests.Relays;

/// <summary>A connection whose two directions have ended, and whose peer has not taken all.</summary>
public sealed class EndedStreamTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly EventLoop _loop;
    private readonly LinkedConnection _near;
    private readonly LinkedConnection _peer;
    private readonly RecordingHandler _peerEvents = new();

    public EndedStreamTests()
    {
        _loop = new EventLoop(_time);
        (_near, _peer) = LinkedConnection.Create(_loop);
        _peer.Handler = _peerEvents;
        var stream = new ConnectionStream(_near);
        var other = new FakeStream();
        _ = new StreamRelay(_loop, stream, other, TimeSpan.FromHours(1), _ => { });
        stream.Start();
        _peer.CloseOutput();
        _near.IsStalled = true;
        other.Handler!.OnData(other, new byte[100_000], endStream: true);
        _loop.RunOnce(0);
        Assert.Null(_peerEvents.Closed);
    }

    public void Dispose()
    {
        _peer.Abort();
        _loop.Dispose();
    }

    [Fact]
    public void Is_reset_when_the_peer_takes_nothing()
    {
        Advance(ConnectionStream.StallMilliseconds - 1000);
        Assert.Null(_peerEvents.Closed);
        Advance(2000);
        Assert.NotNull(_peerEvents.Closed);
        Assert.NotEqual(CloseReason.Graceful, _peerEvents.Closed);
    }

    [Fact]
    public void Goes_on_as_long_as_the_peer_takes_something()
    {
        Advance(ConnectionStream.StallMilliseconds - 1000);
        _near.IsStalled = false;
        _near.ScheduleFlush();
        _loop.RunUntil(() => _peerEvents.Received.Length == 100_000);
        Advance(ConnectionStream.StallMilliseconds * 2);
        Assert.True(_peerEvents.Ended);
        Assert.True(_peerEvents.Closed is null or CloseReason.Graceful);
    }

    private void Advance(int milliseconds)
    {
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        _loop.RunOnce(0);
        _loop.RunOnce(0);
    }
}
