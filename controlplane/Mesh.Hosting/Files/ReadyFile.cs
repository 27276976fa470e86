using System.Buffers;
using System.Text.Json;

namespace Mesh.Hosting.Files;

/// <summary>The file that tells whoever started a service that it serves, and where.</summary>
public static class ReadyFile
{
    /// <summary>Writes it: one JSON object. Nothing secret belongs into it.</summary>
    /// <param name="path">The file; null: none is wanted.</param>
    /// <param name="values">Its members, in order.</param>
    public static void Write(string? path, params IReadOnlyList<(string Key, string Value)> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (path is null)
            return;
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (key, value) in values)
                writer.WriteString(key, value);
            writer.WriteEndObject();
        }
        AtomicFile.Write(path, json.WrittenSpan, AtomicFile.Readable);
    }
}
