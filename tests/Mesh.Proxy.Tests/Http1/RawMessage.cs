using System.Globalization;

namespace Mesh.Proxy.Tests.Http1;

/// <summary>A message as it came: its start line, its field lines, and its body on demand.</summary>
internal sealed class RawMessage(RawReader reader, IReadOnlyList<string> head)
{
    /// <summary>Request or status line.</summary>
    internal string Line => head[0];

    /// <summary>Field lines as they came.</summary>
    internal IEnumerable<string> Fields => head.Skip(1);

    /// <summary>Trailers, after <see cref="ReadBodyAsync"/>.</summary>
    internal IReadOnlyList<string> Trailers { get; private set; } = [];

    /// <summary>The next message; null at the end.</summary>
    internal static async Task<RawMessage?> ReadAsync(RawReader reader, CancellationToken stop = default) =>
        await reader.ReadLinesAsync(stop) is { } head ? new RawMessage(reader, head) : null;

    /// <summary>The values of a field.</summary>
    internal string[] Get(string name) =>
        [.. Fields.Where(f => f.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(f => f[(name.Length + 1)..].Trim(' ', '\t'))];

    /// <summary>The content that the framing announces; a message with two framings is a fault of the sender.</summary>
    internal async Task<string> ReadBodyAsync(CancellationToken stop = default)
    {
        var (lengths, codings) = (Get("content-length"), Get("transfer-encoding"));
        if (lengths.Length + codings.Length > 1)
            throw new InvalidDataException($"two framings: {string.Join(" | ", Fields)}");
        if (codings is ["chunked"])
            return await ReadChunksAsync(stop);
        return lengths is [var length] ? await reader.ReadAsync(long.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture), stop) : "";
    }

    private async Task<string> ReadChunksAsync(CancellationToken stop)
    {
        var content = "";
        while (true)
        {
            var size = int.Parse(await reader.ReadLineAsync(stop) ?? throw new EndOfStreamException(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (size == 0)
                break;
            content += await reader.ReadAsync(size, stop);
            if (await reader.ReadLineAsync(stop) != "")
                throw new InvalidDataException("a chunk without end");
        }
        Trailers = await reader.ReadLinesAsync(stop) ?? throw new EndOfStreamException();
        return content;
    }
}
