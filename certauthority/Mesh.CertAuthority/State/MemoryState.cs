namespace Mesh.CertAuthority.State;

/// <summary>State that ends with the process, except for what it was made of. One writer at a time.</summary>
/// <param name="origin">Where its first content came from, for messages.</param>
/// <param name="content">Its first content.</param>
internal sealed class MemoryState(string origin, IReadOnlyDictionary<string, byte[]> content) : IStateStore
{
    private readonly Dictionary<string, byte[]> _content = content.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray(), StringComparer.Ordinal);

    /// <inheritdoc/>
    public string PathOf(string name) => $"{origin}[{name}]";

    /// <inheritdoc/>
    public bool Contains(string name) => _content.ContainsKey(name);

    /// <inheritdoc/>
    public byte[]? Read(string name) => _content.TryGetValue(name, out var found) ? found.ToArray() : null;

    /// <inheritdoc/>
    public void Write(string name, ReadOnlySpan<byte> content) => _content[name] = content.ToArray();
}
