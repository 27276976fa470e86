using System.Runtime.InteropServices;

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

    /// <summary>Creates an empty pool.</summary>
    /// <param name="maxIdleBlocks">Blocks kept for reuse; more are given back to the system at once. Default 64 (1 MiB).</param>
    public BufferPool(int maxIdleBlocks = 64) => _maxIdle = maxIdleBlocks;

    /// <summary>Bytes of native memory held by queues and by the pool itself.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>Blocks that wait for reuse.</summary>
    public int IdleBlocks => _idle.Count;

    /// <summary>Gives idle blocks back to the system until at most <paramref name="keep"/> are left.</summary>
    public void Trim(int keep)
    {
        while (_idle.Count > keep)
            Free(_idle.Pop());
    }

    /// <inheritdoc/>
    public void Dispose() => Trim(0);

    internal Segment Rent(int size = BlockSize)
    {
        if (size <= BlockSize && _idle.TryPop(out var segment))
            return segment;
        var capacity = Math.Max(size, BlockSize);
        AllocatedBytes += capacity;
        return new Segment((byte*)NativeMemory.Alloc((nuint)capacity), capacity);
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

    private void Free(Segment segment)
    {
        AllocatedBytes -= segment.Capacity;
        NativeMemory.Free(segment.Pointer);
    }
}
