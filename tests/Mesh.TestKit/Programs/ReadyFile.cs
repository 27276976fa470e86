using System.Net;
using System.Text.Json;

namespace Mesh.TestKit.Programs;

/// <summary>What a program of the mesh wrote to its <c>--ready-file</c> when it began to serve.</summary>
public sealed class ReadyFile
{
    private readonly JsonElement _root;

    private ReadyFile(JsonElement root) => _root = root;

    /// <summary>Waits until <paramref name="process"/> wrote its ready file.</summary>
    /// <exception cref="InvalidOperationException">It ended, or is not ready in time; the message holds what it printed.</exception>
    public static async Task<ReadyFile> WaitAsync(ChildProcess process, string path, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(process);
        await process.WaitUntilAsync(() => File.Exists(path), "become ready", timeout);
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(path));
        return new ReadyFile(document.RootElement.Clone());
    }

    /// <summary>A value as text.</summary>
    public string Text(string key) => _root.GetProperty(key).GetString()!;

    /// <summary>A value as the address it names.</summary>
    public IPEndPoint Address(string key) => IPEndPoint.Parse(Text(key));

    /// <inheritdoc/>
    public override string ToString() => _root.GetRawText();
}
