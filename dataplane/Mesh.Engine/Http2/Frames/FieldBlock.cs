using Mesh.Engine.Buffers;

namespace Mesh.Engine.Http2.Frames;

/// <summary>A field block that comes in HEADERS and CONTINUATION frames, RFC 9113 §4.3; bounded in bytes and in frames.</summary>
internal sealed class FieldBlock
{
    // Four full frames make the default limit; a sender of much smaller ones only wants to make work.
    private const int MaxContinuations = 16;

    private readonly ByteQueue _bytes;
    private readonly int _maxBytes;
    private int _continuations;

    internal FieldBlock(BufferPool buffers, int maxBytes)
    {
        _bytes = new ByteQueue(buffers);
        _maxBytes = maxBytes;
    }

    /// <summary>Whether CONTINUATION has to come next.</summary>
    internal bool IsOpen { get; private set; }

    internal int StreamId { get; private set; }

    /// <summary>Whether HEADERS said that nothing else follows on the stream.</summary>
    internal bool EndStream { get; private set; }

    /// <summary>All of the block; valid after <see cref="End"/>.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.First;

    internal void Begin(int streamId, ReadOnlySpan<byte> first, bool endStream)
    {
        IsOpen = true;
        StreamId = streamId;
        EndStream = endStream;
        _continuations = 0;
        _bytes.Append(first);
    }

    /// <summary>Adds what a CONTINUATION brought; false when that is too much.</summary>
    internal bool TryAppend(ReadOnlySpan<byte> next)
    {
        if (++_continuations > MaxContinuations || _bytes.Length + next.Length > _maxBytes)
            return false;
        _bytes.Append(next);
        return true;
    }

    internal void End()
    {
        IsOpen = false;
        _bytes.TryMakeContiguous(_bytes.Length);
    }

    internal void Clear()
    {
        IsOpen = false;
        _bytes.Clear();
    }
}
