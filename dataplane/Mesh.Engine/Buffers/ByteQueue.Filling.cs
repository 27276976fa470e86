using System.Diagnostics;

using Mesh.Engine.Interop;

namespace Mesh.Engine.Buffers;

/// <content>Space that is written to by others.</content>
public sealed partial class ByteQueue
{
    private Segment? _scattered;

    /// <summary>Free space at the end; follow with <see cref="Commit"/>.</summary>
    /// <param name="minimum">Its least size in bytes.</param>
    /// <param name="headroom">Bytes that a new block leaves free at its front.</param>
    public Span<byte> GetWritable(int minimum = 1, int headroom = 0)
    {
        if (_tail is null || _tail.Capacity - _tail.End < minimum)
            AppendSegment(_pool.Rent(minimum + headroom), headroom);
        return _tail!.Writable;
    }

    /// <summary>Adds the first <paramref name="count"/> bytes of the span from <see cref="GetWritable"/> to the queue.</summary>
    public void Commit(int count)
    {
        Debug.Assert(_tail is not null && count <= _tail.Capacity - _tail.End);
        _tail.End += count;
        Length += count;
        if (Length == 0)
            Clear();
    }

    /// <summary>Describes free space for a scattered read: the rest of the last block and new ones. Follow with <see cref="CommitScattered"/>.</summary>
    /// <param name="vectors">Receives the description.</param>
    /// <param name="limit">The most bytes, 1 or more.</param>
    /// <param name="minimum">What the last block must have left to be used.</param>
    /// <param name="headroom">Bytes that each new block leaves free at its front.</param>
    /// <returns>The number of vectors used; more bytes than fit into all of them are not described.</returns>
    internal unsafe int Scatter(Span<IoVector> vectors, int limit, int minimum, int headroom)
    {
        Debug.Assert(_scattered is null);
        var count = 0;
        while (count < vectors.Length && limit > 0)
        {
            if (count > 0 || _tail is null || _tail.Capacity - _tail.End < minimum)
                AppendSegment(_pool.Rent(), headroom);
            _scattered ??= _tail;
            var size = Math.Min(limit, _tail!.Capacity - _tail.End);
            vectors[count++] = new IoVector { Base = _tail.Pointer + _tail.End, Length = (nuint)size };
            limit -= size;
        }
        return count;
    }

    /// <summary>Adds the first <paramref name="count"/> bytes of the space from <see cref="Scatter"/> to the queue and gives back blocks that got none.</summary>
    internal void CommitScattered(int count)
    {
        var last = _scattered!;
        _scattered = null;
        Length += count;
        for (var step = Fill(last, count); count > step && last.Next is not null; step = Fill(last, count))
        {
            count -= step;
            last = last.Next;
        }
        Cut(last);
        if (Length == 0)
            Clear();
    }

    private static int Fill(Segment segment, int count)
    {
        var step = Math.Min(count, segment.Capacity - segment.End);
        segment.End += step;
        return step;
    }

    private void Cut(Segment last)
    {
        var rest = last.Next;
        last.Next = null;
        _tail = last;
        while (rest is not null)
        {
            var next = rest.Next;
            _pool.Return(rest);
            rest = next;
        }
    }
}
