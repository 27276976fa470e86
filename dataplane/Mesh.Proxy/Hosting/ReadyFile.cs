using System.Text;
using System.Text.Json;

namespace Mesh.Proxy.Hosting;

/// <summary>The file that says the process serves, with the addresses it serves on.</summary>
internal static class ReadyFile
{
    /// <summary>Writes it in one step: who sees it sees all of it.</summary>
    internal static void Write(string path, IEnumerable<KeyValuePair<string, string>> addresses)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in addresses)
                writer.WriteString(name, value);
            writer.WriteEndObject();
        }
        var temporary = path + ".tmp";
        File.WriteAllText(temporary, Encoding.UTF8.GetString(json.ToArray()));
        File.Move(temporary, path, overwrite: true);
    }
}
