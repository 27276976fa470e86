using System.Diagnostics;

namespace Mesh.Engine.Buffers;

/// <summary>
/// A first-in first-out queue of bytes over pooled native blocks. An empty queue holds no memory.
/// Single-threaded. Spans it hands out are valid until the next call that changes the queue.
/// </summary>
public sealed partial class ByteQueue
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

    private void Observe()
    {
        if (_observer is null || Length > _threshold)
            return;
        var observer = _observer;
        _observer = null;
        observer.OnDrained();
    }

    private void AppendSegment(Segment segment, int headroom = 0)
    {
        segment.Start = segment.End = headroom;
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
