using System.Buffers.Binary;

namespace Mesh.Fuzz.Guidance;

/// <summary>Makes new inputs from known ones. Deterministic for a seeded random.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> words)
{
    /// <summary>Longest input in bytes.</summary>
    internal const int MaxLength = 4096;

    private static readonly byte[] Interesting = [0, 1, 9, 10, 13, 32, 58, 0x7F, 0x80, 0xFF];

    /// <summary>Changes a copy of <paramref name="input"/> in one to eight places.</summary>
    /// <param name="input">Where to begin.</param>
    /// <param name="other">Another input to take parts from.</param>
    internal byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var changes = 1 << random.Next(4); changes > 0; changes--)
            Change(bytes, other);
        if (bytes.Count > MaxLength)
            bytes.RemoveRange(MaxLength, bytes.Count - MaxLength);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        var isInside = at < bytes.Count;
        switch (random.Next(10))
        {
            case 0 when isInside:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when isInside:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2 when isInside:
                bytes[at] = Interesting[random.Next(Interesting.Length)];
                break;
            case 3 when isInside:
                bytes[at] = (byte)(bytes[at] + random.Next(-8, 9));
                break;
            case 4 when isInside:
                bytes.RemoveRange(at, Length(bytes.Count - at));
                break;
            case 5 when isInside:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, Length(bytes.Count - at)));
                break;
            case 6 when other.Length > 0:
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Length(other.Length - from)).ToArray());
                break;
            case 7 when words.Count > 0:
                bytes.InsertRange(at, words[random.Next(words.Count)]);
                break;
            case 8 when at + sizeof(uint) <= bytes.Count:
                WriteNumber(bytes, at);
                break;
            default:
                bytes.Insert(at, (byte)random.Next(256));
                break;
        }
    }

    private int Length(int most) => 1 + random.Next(random.Next(4) == 0 ? most : Math.Min(most, 8));

    private void WriteNumber(List<byte> bytes, int at)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(number, random.Next(3) switch { 0 => (uint)random.Next(64), 1 => uint.MaxValue >> random.Next(32), _ => 1u << random.Next(32) });
        for (var i = 0; i < number.Length; i++)
            bytes[at + i] = number[i];
    }
}
