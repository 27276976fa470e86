using System.Text;
using Mesh.Engine.Http;

namespace Mesh.Engine.Http1;

/// <summary>The Upgrade field, RFC 9110 §7.8: one protocol that this and the next hop may switch to.</summary>
internal static class UpgradeField
{
    /// <summary>
    /// Puts an upgrade that the request asks for into <see cref="HeaderBlock.Protocol"/>. What a server may ignore is ignored:
    /// a list, HTTP/1.0, and <c>h2c</c>, which RFC 9113 §3.1 withdrew and which clients send on ordinary requests.
    /// </summary>
    internal static bool TryApplyRequest(in HeadFields fields, HeaderBlock block)
    {
        if (!IsMeant(in fields) || block.Version != HttpVersion.Http11 || Ascii.EqualsIgnoreCase(fields.Upgrade, "h2c"u8))
            return false;
        Apply(fields.Upgrade, block);
        // An upgrade has no body: its length is zero or absent, and says nothing.
        block.Remove("content-length"u8);
        return true;
    }

    /// <summary>Checks a 101 response against the protocol that was asked for and puts it into the block.</summary>
    internal static bool TryApplyResponse(in HeadFields fields, ReadOnlySpan<byte> requested, HeaderBlock block)
    {
        if (!IsMeant(in fields) || !Ascii.EqualsIgnoreCase(fields.Upgrade, requested))
            return false;
        Apply(fields.Upgrade, block);
        return true;
    }

    private static bool IsMeant(in HeadFields fields) =>
        fields.Upgrades == 1 && (fields.Connection & ConnectionOptions.Upgrade) != 0 && ProtocolSyntax.IsValid(fields.Upgrade);

    private static void Apply(ReadOnlySpan<byte> protocol, HeaderBlock block)
    {
        Span<byte> lower = stackalloc byte[ProtocolSyntax.MaxLength];
        Ascii.ToLower(protocol, lower, out var length);
        block.Protocol = lower[..length];
    }
}
