namespace Mesh.Engine.Http2;

/// <summary>Fields about one HTTP/1 connection, which HTTP/2 does not have: RFC 9113 §8.2.2.</summary>
internal static class ConnectionFields
{
    /// <summary>Whether a field may not be sent and makes a received message malformed.</summary>
    internal static bool Forbids(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => name.Length switch
    {
        2 => name.SequenceEqual("te"u8) && !value.SequenceEqual("trailers"u8),
        7 => name.SequenceEqual("upgrade"u8),
        10 => name.SequenceEqual("connection"u8) || name.SequenceEqual("keep-alive"u8),
        16 => name.SequenceEqual("proxy-connection"u8),
        17 => name.SequenceEqual("transfer-encoding"u8),
        _ => false,
    };
}
