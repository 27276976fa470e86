namespace Mesh.Traffic.Matching;

/// <summary>Comparisons that fold ASCII letters only; other bytes must be equal (the framework's refuse bytes above 127).</summary>
internal static class AsciiText
{
    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
            return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (ToLower(left[i]) != ToLower(right[i]))
                return false;
        }
        return true;
    }

    public static byte ToLower(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;
}
