namespace Mesh.Engine.Http;

/// <summary>The value of a Content-Length field, RFC 9110 §8.6: digits only.</summary>
internal static class ContentLength
{
    /// <summary>Most digits accepted: any 18-digit number fits into a <see cref="long"/>.</summary>
    internal const int MaxDigits = 18;

    /// <summary>Parses one value; signs, lists, white space, and more than <see cref="MaxDigits"/> digits are refused.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> value, out long length)
    {
        length = 0;
        if (value.IsEmpty || value.Length > MaxDigits)
            return false;
        foreach (var digit in value)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            length = (length * 10) + (digit - '0');
        }
        return true;
    }
}
