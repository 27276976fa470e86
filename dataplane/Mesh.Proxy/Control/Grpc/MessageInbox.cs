using Mesh.Discovery.Transport;

namespace Mesh.Proxy.Control.Grpc;

/// <summary>Received messages in order, and behind them the end: brings together what comes and who waits for it. Used by one thread.</summary>
internal sealed class MessageInbox
{
    private readonly Queue<byte[]> _messages = new();
    private TaskCompletionSource<byte[]?>? _receiver;
    private ControlTransportException? _failure;

    /// <summary>Bytes of messages that nobody has taken yet, with their prefixes.</summary>
    internal int WaitingBytes { get; private set; }

    /// <summary>Whether no message can come any more.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>A message came.</summary>
    internal void Add(byte[] message)
    {
        if (HasEnded)
            return;
        if (_receiver is { } receiver)
        {
            _receiver = null;
            receiver.SetResult(message);
            return;
        }
        _messages.Enqueue(message);
        WaitingBytes += message.Length + MessageReader.PrefixLength;
    }

    /// <summary>The end: in good order when <paramref name="failure"/> is null. Only the first one counts.</summary>
    internal void End(ControlTransportException? failure)
    {
        if (HasEnded)
            return;
        HasEnded = true;
        _failure = failure;
        if (_receiver is { } receiver)
            Complete(receiver);
        _receiver = null;
    }

    /// <summary>Completes <paramref name="receiver"/> with the next message, with null at the end in good order, or with the failure.</summary>
    internal void Receive(TaskCompletionSource<byte[]?> receiver)
    {
        if (_messages.TryDequeue(out var message))
        {
            WaitingBytes -= message.Length + MessageReader.PrefixLength;
            receiver.SetResult(message);
        }
        else if (HasEnded)
            Complete(receiver);
        else if (_receiver is not null)
            receiver.SetException(new InvalidOperationException("Only one receives at a time."));
        else
            _receiver = receiver;
    }

    private void Complete(TaskCompletionSource<byte[]?> receiver)
    {
        if (_failure is null)
            receiver.SetResult(null);
        else
            receiver.SetException(_failure);
    }
}
