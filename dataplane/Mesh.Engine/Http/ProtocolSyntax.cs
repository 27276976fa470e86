namespace Mesh.Engine.Http;

/// <summary>Checks a protocol that may be switched to, RFC 9110 §7.8: <c>name</c> or <c>name/version</c>; RFC 8441 §4 takes the same.</summary>
internal static class ProtocolSyntax
{
    /// <summary>Longest protocol that is understood, in bytes.</summary>
    internal const int MaxLength = 64;

    /// <summary>Whether <paramref name="protocol"/> is one protocol.</summary>
    internal static bool IsValid(ReadOnlySpan<byte> protocol)
    {
        var slash = protocol.IndexOf((byte)'/');
        return protocol.Length <= MaxLength && (slash < 0
            ? FieldSyntax.IsToken(protocol)
            : FieldSyntax.IsToken(protocol[..slash]) && FieldSyntax.IsToken(protocol[(slash + 1)..]));
    }
}
