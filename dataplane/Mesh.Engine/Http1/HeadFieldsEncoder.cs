using Mesh.Engine.Http;

namespace Mesh.Engine.Http1;

/// <summary>
/// Checks and writes a block's fields. Blocks come from other codecs and from policies: what could break a line or
/// smuggle a field is refused here once more, whoever let it in.
/// </summary>
internal static class HeadFieldsEncoder
{
    /// <summary>Bytes that a head needs beside its block: start line, line ends and generated fields.</summary>
    private const int Overhead = 256;

    /// <summary>An upper bound of the encoded size.</summary>
    internal static int SizeBound(HeaderBlock head) => head.TotalBytes + (4 * head.Count) + Overhead;

    /// <summary>Whether all names and values may be sent and the length is given at most once.</summary>
    /// <param name="head">The block.</param>
    /// <param name="contentLength">The length; -1 when not given.</param>
    internal static bool TryValidate(HeaderBlock head, out long contentLength)
    {
        contentLength = -1;
        for (var i = 0; i < head.Count; i++)
        {
            var name = head.NameAt(i);
            var value = head.ValueAt(i);
            if (!head.IsCheckedAt(i) && !(FieldSyntax.IsLowerName(name) && FieldSyntax.IsValue(value)))
                return false;
            if (name.SequenceEqual("content-length"u8)
                && (contentLength >= 0 || !ContentLength.TryParse(value, out contentLength)))
                return false;
        }
        return true;
    }

    /// <summary>Writes all fields but those that say something about the connection or frame the message.</summary>
    internal static void Write(HeaderBlock head, ref HeadWriter writer)
    {
        for (var i = 0; i < head.Count; i++)
        {
            var name = head.NameAt(i);
            if (KnownFields.Classify(name) == KnownField.Other)
                writer.WriteField(name, head.ValueAt(i));
        }
    }

    /// <summary>Writes what says how the body is delimited.</summary>
    internal static void WriteFraming(in MessageFraming framing, ref HeadWriter writer)
    {
        if (framing.Kind == BodyKind.Chunked)
            writer.WriteField("transfer-encoding"u8, "chunked"u8);
        else if (framing.Kind == BodyKind.Length)
            WriteLength(framing.Length, ref writer);
    }

    /// <summary>Writes Content-Length.</summary>
    internal static void WriteLength(long length, ref HeadWriter writer)
    {
        writer.Write("content-length: "u8);
        writer.Write(length);
        writer.EndLine();
    }
}
