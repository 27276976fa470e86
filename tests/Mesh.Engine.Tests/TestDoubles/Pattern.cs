namespace Mesh.Engine.Tests.TestDoubles;

/// <summary>An endless known sequence of bytes: a receiver can check any piece by its position, cheaply.</summary>
internal sealed class Pattern
{
    // A prime, so that no block size divides the period.
    private const int Period = 1_000_003;

    private readonly byte[] _bytes = new byte[2 * Period];

    public Pattern(int seed)
    {
        new Random(seed).NextBytes(_bytes.AsSpan(0, Period));
        _bytes.AsSpan(0, Period).CopyTo(_bytes.AsSpan(Period));
    }

    /// <summary>The bytes at <paramref name="position"/>; <paramref name="length"/> is at most a million.</summary>
    public ReadOnlySpan<byte> At(long position, int length) => _bytes.AsSpan((int)(position % Period), length);
}
