using Google.Protobuf;
using Mesh.Discovery.Resources;
using Mesh.Discovery.Snapshots;

namespace Mesh.Discovery.Xds;

/// <summary>The wanted resources of one type and what is known of each. Owned by one thread.</summary>
internal abstract class ResourceSet(string typeUrl)
{
    private readonly Dictionary<string, ResourceEntry> _entries = new(StringComparer.Ordinal);

    public string TypeUrl { get; } = typeUrl;

    /// <summary>Last part of the type URL, for messages.</summary>
    public string TypeName { get; } = typeUrl[(typeUrl.LastIndexOf('.') + 1)..];

    public IReadOnlyDictionary<string, ResourceEntry> Entries => _entries;

    /// <summary>Makes the set of wanted names equal to <paramref name="names"/>; what is no longer wanted is forgotten.</summary>
    public void Want(IReadOnlySet<string> names)
    {
        foreach (var name in names)
        {
            if (!_entries.ContainsKey(name))
                _entries.Add(name, new ResourceEntry());
        }
        if (_entries.Count == names.Count)
            return;
        foreach (var name in _entries.Keys.Where(name => !names.Contains(name)).ToArray())
            _entries.Remove(name);
    }

    /// <summary>Takes a resource over. Without effect when the report has errors afterwards: the last good one stays.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Apply(string name, string version, ByteString value, long now, FieldReport report)
    {
        if (!_entries.TryGetValue(name, out var entry))
            return false;
        if (entry.Spec is not null && entry.Payload == value)
        {
            entry.Version = version;
            return false;
        }
        var spec = Read(name, value, report);
        if (report.HasErrors || spec is null)
            return false;
        entry.Accept(version, value, spec, now);
        return true;
    }

    /// <summary>Notes that a resource does not exist.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Remove(string name, long now) => _entries.TryGetValue(name, out var entry) && entry.MarkAbsent(now);

    protected abstract object? Read(string name, ByteString value, FieldReport report);
}

/// <inheritdoc/>
internal sealed class ResourceSet<T>(string typeUrl, Func<string, ByteString, FieldReport, T?> read) : ResourceSet(typeUrl)
    where T : class
{
    public Lookup<T> Find(string name)
    {
        if (!Entries.TryGetValue(name, out var entry))
            return default;
        if (entry.Spec is T spec)
            return Lookup<T>.Known(spec, entry.AnsweredAt);
        return entry.IsAbsent ? Lookup<T>.Absent(entry.AnsweredAt) : default;
    }

    protected override object? Read(string name, ByteString value, FieldReport report) => read(name, value, report);
}
