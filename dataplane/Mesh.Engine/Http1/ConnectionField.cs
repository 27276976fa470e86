using System.Text;
using Mesh.Engine.Http;

namespace Mesh.Engine.Http1;

/// <summary>What a message's Connection fields ask for, RFC 9110 §7.6.1.</summary>
[Flags]
internal enum ConnectionOptions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The connection ends after this message.</summary>
    Close = 1,

    /// <summary>The Upgrade field is meant.</summary>
    Upgrade = 2,

    /// <summary>Other fields are named.</summary>
    Fields = 4,

    /// <summary>The connection goes on after this message: what HTTP/1.0 has to ask for.</summary>
    KeepAlive = 8,
}

/// <summary>Evaluates Connection: its options, and the fields that it declares to be about this connection only.</summary>
internal static class ConnectionField
{
    private const int MaxOptions = 16;

    /// <summary>Removes Connection and every field it names from <paramref name="block"/>.</summary>
    /// <returns>False when it is not a list of tokens or names a field that the message depends on.</returns>
    internal static bool TryStrip(HeaderBlock block, out ConnectionOptions options)
    {
        options = ConnectionOptions.None;
        var index = block.IndexOf("connection"u8, 0);
        if (index < 0)
            return true;
        var count = 0;
        for (; index >= 0; index = block.IndexOf("connection"u8, index + 1))
        {
            var list = new FieldList(block.ValueAt(index));
            while (list.TryNext(out var option))
            {
                if (++count > MaxOptions || !FieldSyntax.IsToken(option) || IsFraming(option))
                    return false;
                options |= Known(option);
            }
        }
        if ((options & ConnectionOptions.Fields) != 0)
            StripNamed(block);
        options &= ~ConnectionOptions.Fields;
        block.Remove("connection"u8);
        return true;
    }

    /// <summary>Whether a connection may carry another message after one of <paramref name="version"/> with these options, RFC 9112 §9.3.</summary>
    internal static bool IsPersistent(HttpVersion version, ConnectionOptions options) =>
        (options & ConnectionOptions.Close) == 0 && (version == HttpVersion.Http11 || (options & ConnectionOptions.KeepAlive) != 0);

    /// <summary>Whether the comma-separated <paramref name="value"/> has <paramref name="element"/>, in any case.</summary>
    internal static bool Lists(ReadOnlySpan<byte> value, ReadOnlySpan<byte> element)
    {
        var list = new FieldList(value);
        while (list.TryNext(out var candidate))
        {
            if (Ascii.EqualsIgnoreCase(candidate, element))
                return true;
        }
        return false;
    }

    private static void StripNamed(HeaderBlock block)
    {
        for (var i = block.Count - 1; i >= 0; i--)
        {
            if (IsNamed(block, block.NameAt(i)))
                block.RemoveAt(i);
        }
    }

    private static bool IsNamed(HeaderBlock block, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("connection"u8))
            return false;
        for (var i = block.IndexOf("connection"u8, 0); i >= 0; i = block.IndexOf("connection"u8, i + 1))
        {
            if (Lists(block.ValueAt(i), name))
                return true;
        }
        return false;
    }

    private static ConnectionOptions Known(ReadOnlySpan<byte> option)
    {
        if (Ascii.EqualsIgnoreCase(option, "close"u8))
            return ConnectionOptions.Close;
        if (Ascii.EqualsIgnoreCase(option, "keep-alive"u8))
            return ConnectionOptions.KeepAlive;
        return Ascii.EqualsIgnoreCase(option, "upgrade"u8) ? ConnectionOptions.Upgrade : ConnectionOptions.Fields;
    }

    private static bool IsFraming(ReadOnlySpan<byte> option) => KnownFields.Classify(option)
        is KnownField.Host or KnownField.ContentLength or KnownField.TransferEncoding or KnownField.Connection;
}
