using System.Buffers.Binary;

namespace Mesh.Engine.Http2.Hpack;

/// <summary>A fast hash for the encoder's look-ups. Not for keys that an attacker gains by colliding: a collision only costs compression.</summary>
internal static class FieldHash
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Hashes <paramref name="bytes"/>; <paramref name="seed"/> chains hashes (name, then value).</summary>
    internal static uint Compute(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        var hash = (seed ^ (uint)bytes.Length) * Multiplier;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        var tail = 0UL;
        foreach (var value in bytes)
            tail = (tail << 8) | value;
        return (uint)(Mix(hash ^ tail) >> 32);
    }

    private static ulong Mix(ulong hash)
    {
        hash *= Multiplier;
        return hash ^ (hash >> 29);
    }
}
