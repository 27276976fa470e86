namespace Mesh.ControlPlane.Sources.Files;

/// <summary>
/// When the directory can be read without finding a file half written or an editor between removing the old and placing the new
/// version. Pure; times are of one monotonic clock.
/// </summary>
internal sealed class FileSettling
{
    /// <summary>A file that its writer keeps open for longer than this is read as it is.</summary>
    public static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(1);

    /// <summary>A file that is gone for so long was really removed.</summary>
    public static readonly TimeSpan RemovalGrace = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, TimeSpan> _writtenUntil = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _goneUntil = new(StringComparer.Ordinal);

    /// <summary>When all files will have settled as far as is known; null when they have.</summary>
    public TimeSpan? SettledAt
    {
        get
        {
            var waits = _writtenUntil.Values.Concat(_goneUntil.Values).ToArray();
            return waits.Length == 0 ? null : waits.Max();
        }
    }

    /// <summary>Takes an event in.</summary>
    /// <returns>Whether there is something new to read once the files have settled.</returns>
    public bool Observe(DirectoryEvent happened, TimeSpan now)
    {
        var isWriting = happened.Change == DirectoryChange.Writing;
        // The limit counts from the first write: a writer that never stops must not keep all other changes waiting.
        if (isWriting)
            _writtenUntil.TryAdd(happened.Path, now + WriteLimit);
        else
            _writtenUntil.Remove(happened.Path);
        if (happened.Change == DirectoryChange.Gone)
            _goneUntil[happened.Path] = now + RemovalGrace;
        else
            _goneUntil.Remove(happened.Path);
        return !isWriting;
    }

    /// <summary>Gives up waiting for files whose time is over.</summary>
    /// <returns>Whether there was one: it has to be read as it is.</returns>
    public bool Expire(TimeSpan now) => Expire(_writtenUntil, now) | Expire(_goneUntil, now);

    private static bool Expire(Dictionary<string, TimeSpan> waits, TimeSpan now)
    {
        var expired = waits.Where(wait => wait.Value <= now).Select(wait => wait.Key).ToArray();
        foreach (var path in expired)
            waits.Remove(path);
        return expired.Length > 0;
    }
}
