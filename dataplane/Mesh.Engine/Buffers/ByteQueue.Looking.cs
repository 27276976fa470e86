using Mesh.Engine.Interop;

namespace Mesh.Engine.Buffers;

/// <content>Looking at bytes that stay in the queue.</content>
public sealed partial class ByteQueue
{
    /// <summary>Makes the first <paramref name="count"/> bytes contiguous, so that <see cref="First"/> has at least as many.</summary>
    /// <returns>False when the queue holds fewer bytes.</returns>
    public bool TryMakeContiguous(int count)
    {
        if (Length < count)
            return false;
        if (_head is null || _head.Length >= count)
            return true;
        var merged = _pool.Rent(count);
        while (merged.Length < count)
        {
            var source = _head!.Readable;
            var step = Math.Min(source.Length, merged.Capacity - merged.End);
            source[..step].CopyTo(merged.Writable);
            merged.End += step;
            _head.Start += step;
            if (_head.Length == 0)
                RemoveHead();
        }
        merged.Next = _head;
        _head = merged;
        _tail ??= merged;
        return true;
    }

    /// <summary>Copies the first bytes without removing them; returns how many.</summary>
    public int Peek(Span<byte> destination)
    {
        var copied = 0;
        for (var segment = _head; segment is not null && copied < destination.Length; segment = segment.Next)
        {
            var step = Math.Min(segment.Length, destination.Length - copied);
            segment.Readable[..step].CopyTo(destination[copied..]);
            copied += step;
        }
        return copied;
    }

    /// <summary>The contiguous run of bytes that begins <paramref name="offset"/> bytes after the front; empty at the end.</summary>
    public ReadOnlySpan<byte> RunAt(int offset)
    {
        for (var segment = _head; segment is not null; segment = segment.Next)
        {
            if (offset < segment.Length)
                return segment.Readable[offset..];
            offset -= segment.Length;
        }
        return default;
    }

    /// <summary>Describes the first bytes for a gathered write; returns the number of vectors used.</summary>
    internal unsafe int Gather(Span<IoVector> vectors)
    {
        var count = 0;
        for (var segment = _head; segment is not null && count < vectors.Length; segment = segment.Next)
        {
            if (segment.Length > 0)
                vectors[count++] = new IoVector { Base = segment.Pointer + segment.Start, Length = (nuint)segment.Length };
        }
        return count;
    }
}
