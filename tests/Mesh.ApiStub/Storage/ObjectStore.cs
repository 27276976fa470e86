using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Mesh.ApiStub.Kinds;

namespace Mesh.ApiStub.Storage;

/// <summary>All objects, with the history that watches start from. Objects are replaced, never changed.</summary>
internal sealed class ObjectStore(TimeProvider time)
{
    // As in a cluster that is not new: versions from before are too old.
    private const long FirstVersion = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Group, string Plural), SortedDictionary<string, JsonObject>> _objects = [];
    private readonly List<StoredEvent> _history = [];
    private readonly List<Channel<StoredEvent>> _watches = [];
    private long _version = FirstVersion;
    private long _oldest = FirstVersion;

    /// <summary>The newest resource version.</summary>
    public long Version
    {
        get
        {
            lock (_gate)
                return _version;
        }
    }

    public JsonObject? Find(ApiKind kind, string place, string name)
    {
        lock (_gate)
            return Of(kind).GetValueOrDefault(KeyOf(place, name));
    }

    /// <summary>The objects of a kind, ordered by namespace and name, with the version they are the state of.</summary>
    public (JsonObject[] Objects, long Version) List(ApiKind kind)
    {
        lock (_gate)
            return ([.. Of(kind).Values], _version);
    }

    /// <summary>Stores a new object.</summary>
    /// <exception cref="ApiError">There is one of that name.</exception>
    public JsonObject Create(ApiKind kind, JsonObject made)
    {
        var (place, name) = NameOf(made);
        lock (_gate)
        {
            if (Of(kind).ContainsKey(KeyOf(place, name)))
                throw ApiError.Exists(kind, name);
            var metadata = made["metadata"]!;
            metadata["uid"] = Guid.NewGuid().ToString();
            metadata["creationTimestamp"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            metadata["generation"] = 1L;
            return Store_NeedsLock(kind, "ADDED", made, null);
        }
    }

    /// <summary>Replaces an object by what <paramref name="change"/> makes of it; nothing happens when that is the same.</summary>
    /// <exception cref="ApiError">There is no such object.</exception>
    public JsonObject Update(ApiKind kind, string place, string name, Func<JsonObject, JsonObject> change)
    {
        lock (_gate)
        {
            var before = Of(kind).GetValueOrDefault(KeyOf(place, name)) ?? throw ApiError.NotFound(kind, name);
            var after = change((JsonObject)before.DeepClone());
            if (JsonNode.DeepEquals(before, after))
                return before;
            if (!JsonNode.DeepEquals(before["spec"], after["spec"]))
                after["metadata"]!["generation"] = ((long?)before["metadata"]!["generation"] ?? 1) + 1;
            return Store_NeedsLock(kind, "MODIFIED", after, before);
        }
    }

    /// <summary>Removes an object.</summary>
    /// <returns>Its final state.</returns>
    /// <exception cref="ApiError">There is no such object.</exception>
    public JsonObject Delete(ApiKind kind, string place, string name)
    {
        lock (_gate)
        {
            var before = Of(kind).GetValueOrDefault(KeyOf(place, name)) ?? throw ApiError.NotFound(kind, name);
            return Store_NeedsLock(kind, "DELETED", (JsonObject)before.DeepClone(), before);
        }
    }

    /// <summary>Why nothing can go on from a version; null when it can.</summary>
    public ApiError? Refusal(long version)
    {
        lock (_gate)
            return version < _oldest ? ApiError.Expired(version, _oldest) : null;
    }

    /// <summary>What happened after a version, and a channel for what happens from now on.</summary>
    /// <exception cref="ApiError">The version is older than the history.</exception>
    public (StoredEvent[] Past, Channel<StoredEvent> Coming) Watch(long version)
    {
        lock (_gate)
        {
            if (version < _oldest)
                throw ApiError.Expired(version, _oldest);
            var coming = Channel.CreateUnbounded<StoredEvent>();
            _watches.Add(coming);
            return ([.. _history.Where(happened => happened.Version > version)], coming);
        }
    }

    public void EndWatch(Channel<StoredEvent> watch)
    {
        lock (_gate)
            _watches.Remove(watch);
    }

    /// <summary>Forgets the history, as etcd's compaction does.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _history.Clear();
            _oldest = ++_version;
        }
    }

    public static (string Namespace, string Name) NameOf(JsonObject json) =>
        ((string?)json["metadata"]!["namespace"] ?? "", (string)json["metadata"]!["name"]!);

    private static string KeyOf(string place, string name) => $"{place}/{name}";

    private SortedDictionary<string, JsonObject> Of(ApiKind kind)
    {
        if (!_objects.TryGetValue((kind.Group, kind.Plural), out var objects))
            _objects.Add((kind.Group, kind.Plural), objects = new(StringComparer.Ordinal));
        return objects;
    }

    private JsonObject Store_NeedsLock(ApiKind kind, string type, JsonObject json, JsonObject? before)
    {
        var (place, name) = NameOf(json);
        json["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        if (type == "DELETED")
            Of(kind).Remove(KeyOf(place, name));
        else
            Of(kind)[KeyOf(place, name)] = json;
        var happened = new StoredEvent(kind, type, json, before, _version);
        _history.Add(happened);
        foreach (var watch in _watches)
            watch.Writer.TryWrite(happened);
        return json;
    }
}
