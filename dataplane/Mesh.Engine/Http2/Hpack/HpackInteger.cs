namespace Mesh.Engine.Http2.Hpack;

/// <summary>Integers with a prefix, RFC 7541 §5.1.</summary>
internal static class HpackInteger
{
    /// <summary>The most bytes <see cref="Write"/> needs.</summary>
    internal const int MaxEncodedLength = 6;

    // Enough for anything a limit here allows, and too few bits to overflow.
    private const int MaxShift = 21;

    /// <summary>
    /// Reads an integer at <paramref name="position"/> and moves it on. False when the input ends too early or the value takes more
    /// than four further bytes (268 million), which no limit allows.
    /// </summary>
    internal static bool TryRead(ReadOnlySpan<byte> source, ref int position, int prefixBits, out int value)
    {
        var mask = (1 << prefixBits) - 1;
        value = 0;
        if ((uint)position >= (uint)source.Length)
            return false;
        value = source[position++] & mask;
        if (value < mask)
            return true;
        for (var shift = 0; shift <= MaxShift; shift += 7)
        {
            if (position >= source.Length)
                return false;
            var next = source[position++];
            value += (next & 0x7F) << shift;
            if (next < 0x80)
                return true;
        }
        return false;
    }

    /// <summary>Writes <paramref name="value"/> after the representation's <paramref name="pattern"/> bits; returns the bytes written.</summary>
    internal static int Write(Span<byte> destination, int pattern, int prefixBits, int value)
    {
        var mask = (1 << prefixBits) - 1;
        if (value < mask)
        {
            destination[0] = (byte)(pattern | value);
            return 1;
        }
        destination[0] = (byte)(pattern | mask);
        var rest = (uint)(value - mask);
        var length = 1;
        for (; rest >= 0x80; rest >>= 7)
            destination[length++] = (byte)(rest | 0x80);
        destination[length++] = (byte)rest;
        return length;
    }
}
