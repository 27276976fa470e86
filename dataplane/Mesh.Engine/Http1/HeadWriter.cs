using System.Buffers.Text;

namespace Mesh.Engine.Http1;

/// <summary>Writes a head into a span that is known to be large enough.</summary>
internal ref struct HeadWriter
{
    private readonly Span<byte> _buffer;

    internal HeadWriter(Span<byte> buffer) => _buffer = buffer;

    /// <summary>Bytes written.</summary>
    internal int Length { get; private set; }

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer[Length..]);
        Length += bytes.Length;
    }

    internal void Write(byte value) => _buffer[Length++] = value;

    internal void Write(long number)
    {
        if (!Utf8Formatter.TryFormat(number, _buffer[Length..], out var written))
            throw new InvalidOperationException("The head's size was underestimated.");
        Length += written;
    }

    /// <summary>Writes <c>name: value CRLF</c>.</summary>
    internal void WriteField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var line = _buffer.Slice(Length, name.Length + value.Length + 4);
        name.CopyTo(line);
        ": "u8.CopyTo(line[name.Length..]);
        value.CopyTo(line[(name.Length + 2)..]);
        "\r\n"u8.CopyTo(line[^2..]);
        Length += line.Length;
    }

    internal void EndLine() => Write("\r\n"u8);
}
