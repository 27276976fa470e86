using Mesh.Discovery.Transport;
using Mesh.Proxy.Control.Grpc;

namespace Mesh.Proxy.Tests.Control.Grpc;

public sealed class MessageInboxTests
{
    private readonly MessageInbox _inbox = new();

    [Fact]
    public async Task What_waits_is_counted_with_its_prefix()
    {
        _inbox.Add([1, 2]);
        _inbox.Add([]);
        Assert.Equal(12, _inbox.WaitingBytes);

        Assert.Equal([1, 2], await Receive());
        Assert.Equal(5, _inbox.WaitingBytes);
    }

    [Fact]
    public async Task Who_waits_gets_the_next_message_or_the_end()
    {
        var first = Receive();
        _inbox.Add([1]);
        Assert.Equal([1], await first);
        Assert.Equal(0, _inbox.WaitingBytes);

        var second = Receive();
        _inbox.End(null);
        Assert.Null(await second);
        Assert.Null(await Receive());
    }

    [Fact]
    public async Task The_first_end_counts_and_comes_after_the_messages()
    {
        _inbox.Add([1]);
        _inbox.End(new ControlTransportException(ControlStatus.Unavailable, "first"));
        _inbox.End(null);
        _inbox.Add([2]);

        Assert.Equal([1], await Receive());
        Assert.Equal("first", (await Assert.ThrowsAsync<ControlTransportException>(Receive)).Message);
    }

    [Fact]
    public async Task Two_do_not_receive_at_a_time()
    {
        var first = Receive();

        await Assert.ThrowsAsync<InvalidOperationException>(Receive);

        _inbox.Add([1]);
        Assert.Equal([1], await first);
    }

    private Task<byte[]?> Receive()
    {
        var receiver = new TaskCompletionSource<byte[]?>();
        _inbox.Receive(receiver);
        return receiver.Task;
    }
}
