using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Mesh.CertAuthority.State;

/// <summary>Key and certificate as PEM in one file, so that one rename replaces both.</summary>
internal static class PemBlocks
{
    public const string Certificate = "CERTIFICATE";
    public const string PrivateKey = "PRIVATE KEY";

    /// <summary>The content of the file's only block of each label, in the order of <paramref name="labels"/>.</summary>
    /// <exception cref="FormatException">A block is missing, repeated, of another label, or not base64.</exception>
    public static byte[][] Read(ReadOnlySpan<byte> pem, params ReadOnlySpan<string> labels)
    {
        var blocks = new byte[labels.Length][];
        while (PemEncoding.TryFindUtf8(pem, out var fields))
        {
            var at = labels.IndexOf(Encoding.ASCII.GetString(pem[fields.Label]));
            if (at < 0 || blocks[at] is not null)
                throw new FormatException("it holds a PEM block that does not belong there");
            blocks[at] = Decode(pem[fields.Base64Data], fields.DecodedDataLength);
            pem = pem[fields.Location.End..];
        }
        for (var i = 0; i < labels.Length; i++)
        {
            if (blocks[i] is null)
                throw new FormatException($"its PEM block {labels[i]} is missing or damaged");
        }
        return blocks;
    }

    /// <summary>One block and a line feed; the caller overwrites it when it holds a key.</summary>
    public static byte[] Write(string label, ReadOnlySpan<byte> der)
    {
        var text = new byte[PemEncoding.GetEncodedSize(label.Length, der.Length) + 1];
        if (!PemEncoding.TryWriteUtf8(Encoding.ASCII.GetBytes(label), der, text, out var written))
            throw new InvalidOperationException("The size of a PEM block was computed wrong.");
        text[written] = (byte)'\n';
        return text;
    }

    // Not by way of a string, which could not be overwritten.
    private static byte[] Decode(ReadOnlySpan<byte> base64, int length)
    {
        var der = new byte[length];
        return Base64.DecodeFromUtf8(base64, der, out _, out var written) == OperationStatus.Done && written == length
            ? der
            : throw new FormatException("it holds a PEM block that is not base64");
    }
}
