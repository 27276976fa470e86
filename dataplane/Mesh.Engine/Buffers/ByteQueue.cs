using System.Diagnostics;

using Mesh.Engine.Interop;

namespace Mesh.Engine.Buffers;

/// <summary>
/// A first-in first-out queue of bytes over pooled native blocks. An empty queue holds no memory.
/// Single-threaded. Spans it hands out are valid until the next call that changes the queue.
/// </summary>
public sealed class ByteQueue
{
    private readonly BufferPool _pool;
    private Segment? _head;
    private Segment? _tail;
    private IQueueObserver? _observer;
    private int _threshold;

    /// <summary>Creates an empty queue that takes its blocks from <paramref name="pool"/>.</summary>
    public ByteQueue(BufferPool pool) => _pool = pool;

    /// <summary>Bytes in the queue.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the queue holds no byte.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The first contiguous run of bytes; empty only when the queue is.</summary>
    public ReadOnlySpan<byte> First
    {
        get
        {
            // Space that was asked for and not used leaves an empty block behind.
            var segment = _head;
            while (segment is { Length: 0, Next: not null })
                segment = segment.Next;
            return segment is null ? default : segment.Readable;
        }
    }

    /// <summary>Free space at the end, at least <paramref name="minimum"/> bytes; follow with <see cref="Commit"/>.</summary>
    public Span<byte> GetWritable(int minimum = 1)
    {
        if (_tail is null || _tail.Capacity - _tail.End < minimum)
            AppendSegment(_pool.Rent(minimum));
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

    /// <summary>Copies <paramref name="bytes"/> to the end.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var space = GetWritable();
            var count = Math.Min(space.Length, bytes.Length);
            bytes[..count].CopyTo(space);
            Commit(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>Removes <paramref name="count"/> bytes from the front.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than the queue holds.</exception>
    public void Consume(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Length, nameof(count));
        Length -= count;
        while (_head is { } head)
        {
            var step = Math.Min(count, head.Length);
            head.Start += step;
            count -= step;
            if (head.Length > 0)
                break;
            RemoveHead();
        }
        Observe();
    }

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

    /// <summary>Moves all bytes to the end of <paramref name="destination"/>, block by block without copying. Both queues must share a pool.</summary>
    public void MoveAllTo(ByteQueue destination)
    {
        Debug.Assert(ReferenceEquals(_pool, destination._pool));
        if (_head is null)
            return;
        if (destination._tail is null)
            destination._head = _head;
        else
            destination._tail.Next = _head;
        destination._tail = _tail;
        destination.Length += Length;
        _head = _tail = null;
        Length = 0;
        Observe();
    }

    /// <summary>Drops all bytes and gives the blocks back.</summary>
    public void Clear()
    {
        while (_head is not null)
            RemoveHead();
        Length = 0;
        Observe();
    }

    /// <summary>Tells <paramref name="observer"/> once when the queue has at most <paramref name="threshold"/> bytes; null forgets an earlier one.</summary>
    internal void NotifyAtOrBelow(int threshold, IQueueObserver? observer)
    {
        _threshold = threshold;
        _observer = observer;
        Observe();
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

    private void Observe()
    {
        if (_observer is null || Length > _threshold)
            return;
        var observer = _observer;
        _observer = null;
        observer.OnDrained();
    }

    private void AppendSegment(Segment segment)
    {
        if (_tail is null)
            _head = segment;
        else
            _tail.Next = segment;
        _tail = segment;
    }

    private void RemoveHead()
    {
        var head = _head!;
        _head = head.Next;
        if (_head is null)
            _tail = null;
        _pool.Return(head);
    }
}
