using System.Numerics;
using System.Runtime.InteropServices;
using Mesh.Fuzz.Coverage;

namespace Mesh.Fuzz.Guidance;

/// <summary>
/// All that executions covered so far: for each edge the orders of magnitude in which it was taken. Taking an edge for the first time, or
/// much more often than before, is new.
/// </summary>
internal sealed class CoverageMap
{
    private readonly byte[] _seen = new byte[Edges.Count];

    /// <summary>Edges taken at least once.</summary>
    internal int EdgeCount { get; private set; }

    /// <summary>Adds what <see cref="Edges"/> holds; true when any of it is new.</summary>
    internal bool Add()
    {
        var isNew = false;
        var words = MemoryMarshal.Cast<byte, ulong>(Edges.Taken);
        for (var word = 0; word < words.Length; word++)
        {
            if (words[word] != 0)
                isNew |= Add(word * sizeof(ulong), sizeof(ulong));
        }
        return isNew;
    }

    private bool Add(int first, int count)
    {
        var isNew = false;
        for (var edge = first; edge < first + count; edge++)
        {
            var taken = Edges.Taken[edge];
            if (taken == 0)
                continue;
            var order = (byte)(1 << BitOperations.Log2(taken));
            if ((_seen[edge] & order) != 0)
                continue;
            if (_seen[edge] == 0)
                EdgeCount++;
            _seen[edge] |= order;
            isNew = true;
        }
        return isNew;
    }
}
