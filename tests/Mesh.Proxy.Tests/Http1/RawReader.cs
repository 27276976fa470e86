using System.Text;

namespace Mesh.Proxy.Tests.Http1;

/// <summary>Reads HTTP/1 from a stream byte for byte, with nothing understood that is not asked for. Text is Latin-1.</summary>
internal sealed class RawReader(Stream stream)
{
    // A test that waits for what never comes fails in place of hanging.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next line without its CRLF; null at the end. A line that ends otherwise is a fault of the sender.</summary>
    internal async Task<string?> ReadLineAsync(CancellationToken stop = default)
    {
        var line = new StringBuilder();
        while (await FillAsync(stop))
        {
            var next = (char)_buffer[_start++];
            if (next == '\n')
                return line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : throw new InvalidDataException($"bare LF after '{line}'");
            line.Append(next);
        }
        return line.Length == 0 ? null : throw new EndOfStreamException($"ended inside of '{line}'");
    }

    /// <summary>Lines up to an empty one; null when the stream ends before the first.</summary>
    internal async Task<IReadOnlyList<string>?> ReadLinesAsync(CancellationToken stop = default)
    {
        var lines = new List<string>();
        while (await ReadLineAsync(stop) is { } line)
        {
            if (line.Length == 0)
                return lines;
            lines.Add(line);
        }
        return lines.Count == 0 ? null : throw new EndOfStreamException($"ended after '{lines[^1]}'");
    }

    /// <summary>So many bytes.</summary>
    internal async Task<string> ReadAsync(long count, CancellationToken stop = default)
    {
        var text = new StringBuilder();
        while (text.Length < count)
        {
            if (!await FillAsync(stop))
                throw new EndOfStreamException($"ended after {text.Length} of {count} bytes");
            text.Append((char)_buffer[_start++]);
        }
        return text.ToString();
    }

    /// <summary>Everything up to the end.</summary>
    internal async Task<string> ReadToEndAsync(CancellationToken stop = default)
    {
        var text = new StringBuilder();
        while (await FillAsync(stop))
            text.Append((char)_buffer[_start++]);
        return text.ToString();
    }

    private async Task<bool> FillAsync(CancellationToken stop)
    {
        if (_start < _end)
            return true;
        _start = 0;
        _end = await stream.ReadAsync(_buffer, stop).AsTask().WaitAsync(Patience, stop);
        return _end > 0;
    }
}
