using System.Runtime.CompilerServices;

namespace Mesh.Fuzz.Coverage;

/// <summary>
/// Counts the edges that one execution takes: instrumented code calls <see cref="Hit"/> at the beginning of each basic block, and an edge is
/// a pair of blocks. Public because instrumented assemblies call it. One thread at a time.
/// </summary>
public static class Edges
{
    /// <summary>Number of counters; a power of two, so that two edges seldom share one.</summary>
    public const int Count = 1 << 16;

    private static readonly byte[] Counters = new byte[Count];
    private static int _previous;

    /// <summary>How often each edge was taken, modulo 256.</summary>
    public static ReadOnlySpan<byte> Taken => Counters;

    /// <summary>A block begins.</summary>
    /// <param name="block">Its number, spread over all counters.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Hit(int block)
    {
        Counters[(_previous ^ block) & (Count - 1)]++;
        _previous = block >> 1;
    }

    /// <summary>Forgets what was taken.</summary>
    public static void Clear()
    {
        Array.Clear(Counters);
        _previous = 0;
    }
}
