using System.Buffers;

namespace Mesh.Identity;

/// <summary>Character and length rules of SPIFFE names (SPIFFE-ID §2).</summary>
internal static class SpiffeSyntax
{
    public const int MaxIdLength = 2048;
    public const int MaxTrustDomainLength = 255;
    public const int MaxSegmentLength = 253;

    private static readonly SearchValues<byte> TrustDomainBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_"u8);

    private static readonly SearchValues<byte> SegmentBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_"u8);

    public static bool IsTrustDomain(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= MaxTrustDomainLength && !name.ContainsAnyExcept(TrustDomainBytes);

    public static bool IsSegment(ReadOnlySpan<byte> segment) =>
        segment.Length is > 0 and <= MaxSegmentLength
        && !segment.ContainsAnyExcept(SegmentBytes)
        && !segment.SequenceEqual("."u8)
        && !segment.SequenceEqual(".."u8);
}
