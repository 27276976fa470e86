using Mesh.Discovery.Transport;
using Mesh.Engine.Http;
using Mesh.Engine.Pools;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;
using Mesh.Proxy.Control.Grpc;

namespace Mesh.Proxy.Control;

/// <summary>One call on the loop: asks for a stream, sends and receives messages on it, and judges its end.</summary>
internal sealed class ControlCallExchange(ControlChannel channel, ControlCall call) : StreamRequester, IHttpStreamHandler
{
    // What may wait for a slow receiver before the server has to wait too.
    private const int MaxWaitingBytes = 256 * 1024;

    private readonly MessageReader _reader = new(ControlTransport.MaxMessageLength);
    private readonly MessageInbox _inbox = new();
    private readonly MessageOutbox _outbox = new();
    private HttpStream? _stream;
    private int _failedConnects;
    private int _unconsumed;

    /// <inheritdoc/>
    protected override IHttpStreamHandler StreamHandler => this;

    /// <summary>Begins the call.</summary>
    internal void Start(IpEndpoint[] endpoints)
    {
        if (_inbox.HasEnded)
            return;
        channel.Use(endpoints);
        Ask(channel.Pool);
    }

    /// <summary>Sends a message when it is its turn; <paramref name="sent"/> completes then.</summary>
    internal void Send(byte[] message, bool last, TaskCompletionSource? sent)
    {
        if (message.Length > ControlTransport.MaxMessageLength)
            sent?.SetException(new RpcStatus(ControlStatus.ResourceExhausted, "the message is too long").ToException(channel.Service));
        else if (_inbox.HasEnded)
            sent?.SetException(Ended());
        else
            _outbox.Add(message, last, sent);
        Pump();
    }

    /// <summary>Completes <paramref name="receiver"/> with the next message or the end.</summary>
    internal void Receive(TaskCompletionSource<byte[]?> receiver)
    {
        _inbox.Receive(receiver);
        ConsumeIfRoom();
    }

    /// <summary>This side does not want the call any more.</summary>
    internal void Cancel() => Fail(ControlStatus.Cancelled, "given up");

    /// <summary>Ends the call for a reason of this side.</summary>
    internal void Fail(ControlStatus status, string detail)
    {
        if (_inbox.HasEnded)
            return;
        Withdraw();
        var stream = _stream;
        End(new RpcStatus(status, detail).ToException(channel.Service));
        stream?.Reset(StreamError.Cancelled);
    }

    /// <inheritdoc/>
    protected override void OnStreamOpened(HttpStream stream)
    {
        _stream = stream;
        using var head = new HeaderBlock();
        RequestHead.Write(head, channel.Service, call);
        stream.SendHeaders(head, endStream: false);
        Pump();
    }

    /// <inheritdoc/>
    protected override void OnStreamFailed(StreamError error, string? detail)
    {
        if (error is StreamError.ConnectFailed or StreamError.ConnectTimeout && ++_failedConnects < channel.Endpoints)
        {
            Ask(channel.Pool);
            return;
        }
        var status = StreamEnds.ToStatus(error, detail);
        End(status.ToException(channel.Service, peerRefusal: error == StreamError.PeerRejected ? status.Detail : null));
    }

    void IHttpStreamHandler.OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        if (head.Status < 200)
            return;
        // A response without a body has its status in the head; one that is not of gRPC has none anywhere.
        if (head.Status == 200 && endStream)
            Finish(stream, RpcStatus.FromTrailers(head));
        else if (RpcStatus.FromHead(head) is { } refusal)
            Fail(refusal.Status, refusal.Detail);
    }

    void IByteStreamHandler.OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        _unconsumed += data.Length;
        var fault = _reader.Read(data, _inbox.Add);
        if (fault == MessageFault.TooLong)
            Fail(ControlStatus.ResourceExhausted, $"a message of more than {ControlTransport.MaxMessageLength} bytes");
        else if (fault != MessageFault.None)
            Fail(ControlStatus.Internal, "what came is compressed, or no gRPC message");
        else if (endStream)
            Finish(_stream!, new RpcStatus(ControlStatus.Unknown, "the answer ends without a gRPC status"));
        else
            ConsumeIfRoom();
    }

    void IHttpStreamHandler.OnTrailers(HttpStream stream, HeaderBlock trailers) => Finish(stream, RpcStatus.FromTrailers(trailers));

    void IByteStreamHandler.OnWritable(ByteStream stream) => Pump();

    void IByteStreamHandler.OnReset(ByteStream stream, StreamError error) =>
        End(StreamEnds.ToStatus(error, channel.CloseDetail).ToException(channel.Service));

    private ControlTransportException Ended() => new(ControlStatus.Unavailable, $"{channel.Service}: the stream has ended");

    private void Pump()
    {
        if (_stream is { } stream)
            _outbox.Pump(stream);
    }

    private void ConsumeIfRoom()
    {
        if (_unconsumed == 0 || _inbox.WaitingBytes > MaxWaitingBytes)
            return;
        var count = _unconsumed;
        _unconsumed = 0;
        _stream?.Consumed(count);
    }

    private void Finish(HttpStream stream, RpcStatus status)
    {
        if (status.IsOk && !_reader.IsBetweenMessages)
            status = new RpcStatus(ControlStatus.Internal, "the answer ends inside a message");
        var sendsStill = !_outbox.HasSentLast;
        End(status.IsOk ? null : status.ToException(channel.Service));
        if (sendsStill)
            stream.Reset(StreamError.Cancelled);
    }

    private void End(ControlTransportException? failure)
    {
        _stream = null;
        _inbox.End(failure);
        _outbox.End(Ended());
    }
}
