namespace Mesh.Engine.Http;

/// <summary>
/// Memory of a head of usual size. What is given back last is taken first, so that it is still in the processor's cache: a loop parses
/// and writes one head after the other.
/// </summary>
internal sealed class HeadMemory
{
    private const int ArenaBytes = 1024;
    private const int FieldCount = 32;

    // More than that rest only after a crowd; what comes beyond is left to the collector.
    private const int MaxResting = 64;

    [ThreadStatic]
    private static HeadMemory? _first;

    private HeadMemory? _next;
    private int _depth;

    private HeadMemory()
    {
    }

    /// <summary>For names and values.</summary>
    internal byte[] Arena { get; } = new byte[ArenaBytes];

    /// <summary>For where they are.</summary>
    internal HeaderBlock.Field[] Fields { get; } = new HeaderBlock.Field[FieldCount];

    /// <summary>Memory of this thread, or new.</summary>
    internal static HeadMemory Rent()
    {
        if (_first is not { } memory)
            return new HeadMemory();
        _first = memory._next;
        memory._next = null;
        return memory;
    }

    /// <summary>Leaves it to this thread's next head.</summary>
    internal void Return()
    {
        var below = _first;
        _depth = below is null ? 1 : below._depth + 1;
        if (_depth > MaxResting)
            return;
        _next = below;
        _first = this;
    }
}
