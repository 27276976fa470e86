using Mesh.Engine.Interop;

namespace Mesh.Engine.Buffers;

/// <summary>
/// A loop's pool of native blocks. Not thread-safe: one pool belongs to one loop.
/// </summary>
public sealed unsafe class BufferPool : IDisposable
{
    /// <summary>Size of a standard block, in bytes: a TLS record's payload.</summary>
    public const int BlockSize = 16 * 1024;

    private readonly Stack<Segment> _idle = new();
    private readonly int _maxIdle;
    private int _leastIdle;

    /// <summary>Creates an empty pool.</summary>
    /// <param name="maxIdleBlocks">Blocks kept for reuse; more are given back to the system at once. Default 1024 (16 MiB).</param>
    public BufferPool(int maxIdleBlocks = 1024) => _maxIdle = maxIdleBlocks;

    /// <summary>Bytes of native memory held by queues and by the pool itself.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>Bytes that queues hold.</summary>
    public long UsedBytes => AllocatedBytes - ((long)_idle.Count * BlockSize);

    /// <summary>
    /// At this many <see cref="UsedBytes"/> connections stop reading, those with TLS a quarter later: what they would read may be what lets
    /// others drain. Default <see cref="long.MaxValue"/>.
    /// </summary>
    public long Limit { get; set; } = long.MaxValue;

    /// <summary>Whether plaintext connections may read no more.</summary>
    public bool IsFull => UsedBytes >= Limit;

    /// <summary>Whether TLS connections may read no more.</summary>
    internal bool IsOverfull => UsedBytes - Limit >= Limit / 4;

    /// <summary>Blocks that wait for reuse.</summary>
    public int IdleBlocks => _idle.Count;

    /// <summary>Gives idle blocks back to the system until at most <paramref name="keep"/> are left.</summary>
    public void Trim(int keep)
    {
        while (_idle.Count > keep)
            Free(_idle.Pop());
        _leastIdle = Math.Min(_leastIdle, _idle.Count);
    }

    /// <summary>Gives back the blocks that nobody needed since the last call, but keeps at least <paramref name="keep"/>.</summary>
    public void TrimUnused(int keep)
    {
        Trim(Math.Max(keep, _idle.Count - _leastIdle));
        _leastIdle = _idle.Count;
    }

    /// <inheritdoc/>
    public void Dispose() => Trim(0);

    internal Segment Rent(int size = BlockSize)
    {
        if (size <= BlockSize && _idle.TryPop(out var segment))
        {
            _leastIdle = Math.Min(_leastIdle, _idle.Count);
            return segment;
        }
        return Allocate(size <= BlockSize ? BlockSize : size);
    }

    internal void Return(Segment segment)
    {
        segment.Start = segment.End = 0;
        segment.Next = null;
        if (segment.Capacity == BlockSize && _idle.Count < _maxIdle)
            _idle.Push(segment);
        else
            Free(segment);
    }

    // Pages of their own instead of the C heap: what is freed leaves the process at once, whatever was allocated in between.
    private Segment Allocate(int capacity)
    {
        var memory = Libc.MemoryMap(0, (nuint)capacity, Libc.ProtectRead | Libc.ProtectWrite, Libc.MapPrivateAnonymous, -1, 0);
        if (memory == -1)
            throw new InsufficientMemoryException($"mmap of {capacity} bytes: {Errno.Text(Errno.Last)}");
        AllocatedBytes += capacity;
        return new Segment((byte*)memory, capacity);
    }

    private void Free(Segment segment)
    {
        AllocatedBytes -= segment.Capacity;
        _ = Libc.MemoryUnmap((nint)segment.Pointer, (nuint)segment.Capacity);
    }
}
