namespace Mesh.Engine.Buffers;

/// <summary>A block of native memory with a readable range; owned by exactly one <see cref="ByteQueue"/> or by the pool.</summary>
internal sealed unsafe class Segment
{
    private readonly byte* _memory;

    internal Segment(byte* memory, int capacity)
    {
        _memory = memory;
        Capacity = capacity;
    }

    internal int Capacity { get; }

    internal int Start { get; set; }

    internal int End { get; set; }

    internal Segment? Next { get; set; }

    internal int Length => End - Start;

    internal ReadOnlySpan<byte> Readable => new(_memory + Start, End - Start);

    internal Span<byte> Writable => new(_memory + End, Capacity - End);

    internal byte* Pointer => _memory;
}
