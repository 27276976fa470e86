using System.Formats.Asn1;

namespace Mesh.CertAuthority.Requests;

/// <summary>
/// Checks that bytes are exactly one DER value and nowhere nested deeper than a request needs, before a recursive parser sees them:
/// a stack overflow could not be caught.
/// </summary>
internal static class DerShape
{
    /// <summary>A request with one name nests 10 deep.</summary>
    public const int MaxDepth = 16;

    public static bool IsOneShallowValue(ReadOnlySpan<byte> der)
    {
        try
        {
            AsnDecoder.ReadEncodedValue(der, AsnEncodingRules.DER, out _, out _, out var consumed);
            return consumed == der.Length && IsShallow(der, MaxDepth);
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static bool IsShallow(ReadOnlySpan<byte> values, int depth)
    {
        if (depth == 0)
            return false;
        while (!values.IsEmpty)
        {
            var tag = AsnDecoder.ReadEncodedValue(values, AsnEncodingRules.DER, out var offset, out var length, out var consumed);
            if (tag.IsConstructed && !IsShallow(values.Slice(offset, length), depth - 1))
                return false;
            values = values[consumed..];
        }
        return true;
    }
}
