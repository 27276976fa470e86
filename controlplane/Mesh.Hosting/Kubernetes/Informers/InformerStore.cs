using System.Collections.Immutable;
using System.Text.Json;

namespace Mesh.Hosting.Kubernetes.Informers;

/// <summary>What is known of a kind's objects. One writer; any thread may read <see cref="Snapshot"/>.</summary>
/// <param name="projection">What is kept of an object.</param>
/// <param name="same">When two states are no change.</param>
/// <param name="log">Takes objects that cannot be read.</param>
internal sealed class InformerStore<T>(Projection<T> projection, IEqualityComparer<T> same, InformerLog log)
    where T : class
{
    private Dictionary<ObjectKey, Stamp> _stamps = [];
    private volatile ImmutableDictionary<ObjectKey, T> _snapshot = ImmutableDictionary<ObjectKey, T>.Empty;

    private readonly record struct Stamp(string? Uid, string? Version);

    /// <summary>All objects of interest. Replaced, never changed.</summary>
    public ImmutableDictionary<ObjectKey, T> Snapshot => _snapshot;

    /// <summary>Takes one object in.</summary>
    /// <returns>What changed; null when nothing did.</returns>
    public ObjectChange<T>? Put(JsonElement json)
    {
        if (Read(json) is not var (key, stamp))
            return null;
        var before = _snapshot.GetValueOrDefault(key);
        var after = Project(key, stamp, json, before);
        _stamps[key] = stamp;
        _snapshot = after is null ? _snapshot.Remove(key) : _snapshot.SetItem(key, after);
        return Compare(key, before, after);
    }

    /// <summary>Takes one object out.</summary>
    /// <param name="json">Its final state.</param>
    /// <returns>What changed; null when it was not of interest.</returns>
    public ObjectChange<T>? Remove(JsonElement json)
    {
        if (Read(json) is not var (key, stamp) || _snapshot.GetValueOrDefault(key) is not { } known)
            return null;
        var final = Project(key, stamp, json, known) ?? known;
        _stamps.Remove(key);
        _snapshot = _snapshot.Remove(key);
        return new ObjectChange<T>(key, final, null) { IsFinalStateKnown = true };
    }

    /// <summary>Starts to replace everything; nothing is visible before <see cref="Listing.Commit"/>.</summary>
    public Listing Begin() => new(this);

    private static (ObjectKey Key, Stamp Stamp)? Read(JsonElement json)
    {
        var metadata = json.Field("metadata");
        return metadata.Text("name") is { Length: > 0 } name
            ? (new ObjectKey(metadata.Text("namespace") ?? "", name), new Stamp(metadata.Text("uid"), metadata.Text("resourceVersion")))
            : null;
    }

    private T? Project(ObjectKey key, Stamp stamp, JsonElement json, T? before)
    {
        // An object of the same name that was made anew inherits nothing.
        var previous = _stamps.TryGetValue(key, out var known) && known.Uid == stamp.Uid ? before : null;
        try
        {
            return projection(key, json, previous);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or JsonException or ArgumentException)
        {
            log.Unreadable(key, error.Message);
            return previous;
        }
    }

    private ObjectChange<T>? Compare(ObjectKey key, T? before, T? after) =>
        before is null ? (after is null ? null : new ObjectChange<T>(key, null, after))
        : after is not null && same.Equals(before, after) ? null
        : new ObjectChange<T>(key, before, after) { IsFinalStateKnown = after is null };

    /// <summary>A list that is being read page by page.</summary>
    internal sealed class Listing(InformerStore<T> store)
    {
        private readonly Dictionary<ObjectKey, Stamp> _stamps = [];
        private readonly ImmutableDictionary<ObjectKey, T>.Builder _objects = ImmutableDictionary.CreateBuilder<ObjectKey, T>();

        public int Count => _stamps.Count;

        public void Add(JsonElement json)
        {
            if (Read(json) is not var (key, stamp))
                return;
            var before = store._snapshot.GetValueOrDefault(key);
            var isKnown = stamp.Version is not null && store._stamps.TryGetValue(key, out var known) && known == stamp;
            _stamps[key] = stamp;
            if ((isKnown ? before : store.Project(key, stamp, json, before)) is { } value)
                _objects[key] = value;
        }

        /// <summary>Makes the list the state, and says what that changed: deletions first.</summary>
        public List<ObjectChange<T>> Commit()
        {
            var before = store._snapshot;
            var after = _objects.ToImmutable();
            store._stamps = _stamps;
            store._snapshot = after;
            return
            [
                .. before.Where(entry => !_stamps.ContainsKey(entry.Key)).Select(entry => new ObjectChange<T>(entry.Key, entry.Value, null)),
                .. _stamps.Keys.Select(key => store.Compare(key, before.GetValueOrDefault(key), after.GetValueOrDefault(key))).OfType<ObjectChange<T>>(),
            ];
        }
    }
}
