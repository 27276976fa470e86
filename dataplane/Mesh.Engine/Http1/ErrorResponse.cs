using Mesh.Engine.Buffers;
using Mesh.Engine.Http;

namespace Mesh.Engine.Http1;

/// <summary>The response to a request that no handler sees; it ends the connection.</summary>
internal static class ErrorResponse
{
    private const int MaxHead = 256;

    /// <summary>Appends the response with a line of text as its content.</summary>
    internal static void Write(int status, ReadOnlySpan<byte> text, ByteQueue output)
    {
        var writer = new HeadWriter(output.GetWritable(MaxHead + text.Length));
        writer.Write("HTTP/1.1 "u8);
        writer.Write((long)status);
        writer.Write((byte)' ');
        writer.Write(StatusText.For(status));
        writer.EndLine();
        writer.WriteField("content-type"u8, "text/plain"u8);
        writer.WriteField("connection"u8, "close"u8);
        HeadFieldsEncoder.WriteLength(text.Length + 1, ref writer);
        writer.EndLine();
        writer.Write(text);
        writer.Write((byte)'\n');
        output.Commit(writer.Length);
    }
}
