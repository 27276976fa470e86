using System.Text;

namespace Mesh.Engine.Http1;

/// <summary>Fields that HTTP/1 itself gives a meaning.</summary>
internal enum KnownField
{
    /// <summary>Any other field.</summary>
    Other,

    /// <summary>Host.</summary>
    Host,

    /// <summary>Content-Length.</summary>
    ContentLength,

    /// <summary>Transfer-Encoding.</summary>
    TransferEncoding,

    /// <summary>Connection.</summary>
    Connection,

    /// <summary>TE.</summary>
    Te,

    /// <summary>Upgrade.</summary>
    Upgrade,

    /// <summary>Keep-Alive and Proxy-Connection: only ever about one connection.</summary>
    Hop,
}

/// <summary>Recognises <see cref="KnownField"/>s.</summary>
internal static class KnownFields
{
    /// <summary>Classifies a field name in any case.</summary>
    internal static KnownField Classify(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when Is(name, "te"u8) => KnownField.Te,
        4 when Is(name, "host"u8) => KnownField.Host,
        7 when Is(name, "upgrade"u8) => KnownField.Upgrade,
        10 when Is(name, "connection"u8) => KnownField.Connection,
        10 when Is(name, "keep-alive"u8) => KnownField.Hop,
        14 when Is(name, "content-length"u8) => KnownField.ContentLength,
        16 when Is(name, "proxy-connection"u8) => KnownField.Hop,
        17 when Is(name, "transfer-encoding"u8) => KnownField.TransferEncoding,
        _ => KnownField.Other,
    };

    // Most fields are none of these, which their first letter tells.
    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known) => (name[0] | 0x20) == known[0] && Ascii.EqualsIgnoreCase(name, known);
}
