using Mesh.Discovery.Transport;
using Mesh.Engine.Streams;

namespace Mesh.Proxy.Control.Grpc;

/// <summary>Messages that wait for their stream, or for the server to take more. Used by one thread.</summary>
internal sealed class MessageOutbox
{
    private readonly Queue<(byte[] Message, bool Last, TaskCompletionSource? Sent)> _waiting = new();

    /// <summary>Whether the sending direction was ended.</summary>
    internal bool HasSentLast { get; private set; }

    /// <summary>Adds a message; <paramref name="sent"/> completes when the stream has taken it.</summary>
    internal void Add(byte[] message, bool last, TaskCompletionSource? sent) => _waiting.Enqueue((message, last, sent));

    /// <summary>Sends while the stream takes more.</summary>
    internal void Pump(ByteStream stream)
    {
        Span<byte> prefix = stackalloc byte[MessageReader.PrefixLength];
        while (stream.SendCapacity > 0 && _waiting.TryDequeue(out var next))
        {
            MessageReader.WritePrefix(prefix, next.Message.Length);
            HasSentLast = next.Last;
            stream.SendData(prefix, endStream: next.Last && next.Message.Length == 0);
            if (next.Message.Length > 0)
                stream.SendData(next.Message, next.Last);
            next.Sent?.SetResult();
        }
    }

    /// <summary>Nothing can be sent any more.</summary>
    internal void End(ControlTransportException reason)
    {
        while (_waiting.TryDequeue(out var left))
            left.Sent?.SetException(reason);
    }
}
