using Mesh.Engine.Loops;
using Mesh.Engine.Relays;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;
using Mesh.Engine.Tests.Http2.Peers;
using Mesh.Engine.Tests.TestDoubles;

namespace Mesh.Engine.Tests.Relays;

/// <summary>The relay between two connections.</summary>
public sealed class ConnectionRelayTests : IDisposable
{
    private readonly EventLoop _loop = new();
    private readonly LinkedConnection _client;
    private readonly LinkedConnection _towardsServer;
    private readonly RecordingHandler _clientEvents = new();
    private readonly RecordingHandler _serverEvents = new();
    private readonly LinkedConnection _server;
    private StreamRelay? _done;

    public ConnectionRelayTests()
    {
        (_client, var fromClient) = LinkedConnection.Create(_loop);
        (_towardsServer, _server) = LinkedConnection.Create(_loop);
        _client.Handler = _clientEvents;
        _server.Handler = _serverEvents;
        var (a, b) = (new ConnectionStream(fromClient), new ConnectionStream(_towardsServer));
        _ = new StreamRelay(_loop, a, b, TimeSpan.FromHours(1), relay => _done = relay);
        a.Start();
        b.Start();
    }

    public void Dispose()
    {
        _client.Abort();
        _server.Abort();
        _loop.Dispose();
    }

    [Fact]
    public void A_receiver_that_stalls_is_not_buffered_for_without_bound()
    {
        const int Size = 4 * 1024 * 1024;
        var bytes = new byte[Size];
        new Random(1).NextBytes(bytes);
        _towardsServer.IsStalled = true;

        Send(_client, bytes);
        Turn();

        Assert.InRange(_towardsServer.Output.Length, 1, Connection.HighWatermark + ConnectionStream.ReceiveWindow);
        Send(_server, [42]);
        _loop.RunUntil(() => _clientEvents.Received.Length == 1);

        _towardsServer.IsStalled = false;
        _towardsServer.ScheduleFlush();
        _loop.RunUntil(() => _serverEvents.Received.Length == Size);
        Assert.True(_serverEvents.Received.ToArray().AsSpan().SequenceEqual(bytes));
    }

    [Fact]
    public void Each_side_may_end_first_and_still_receive()
    {
        Send(_client, "ask"u8);
        _client.CloseOutput();
        _loop.RunUntil(() => _serverEvents.Ended);
        Assert.Null(_done);

        Send(_server, "answer"u8);
        _server.CloseOutput();

        _loop.RunUntil(() => _clientEvents.Ended);
        Assert.Equal("answer"u8.ToArray(), _clientEvents.Received.ToArray());
        Assert.Null(_done!.Error);
        Assert.Equal((3L, 6L), (_done.BytesFromA, _done.BytesFromB));
    }

    [Fact]
    public void A_reset_reaches_the_other_end()
    {
        Send(_client, "ask"u8);
        _loop.RunUntil(() => _serverEvents.Received.Length == 3);

        _server.Abort();

        _loop.RunUntil(() => _clientEvents.Closed is not null);
        Assert.Equal(CloseReason.Reset, _clientEvents.Closed);
        Assert.Equal(StreamError.Cancelled, _done!.Error);
    }

    private static void Send(LinkedConnection connection, ReadOnlySpan<byte> bytes)
    {
        connection.Output.Append(bytes);
        connection.ScheduleFlush();
    }

    private void Turn()
    {
        for (var i = 0; i < 20; i++)
            _loop.RunOnce(0);
    }
}
