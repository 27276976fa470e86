namespace Mesh.ControlPlane.Sources.Files;

/// <summary>When the directory is read again: once changes are due and no file is in between. Pure; times are of one monotonic clock.</summary>
/// <param name="start">When the directory was read first.</param>
internal sealed class ReloadSchedule(TimeSpan start)
{
    /// <summary>How long changes are merged after one was applied.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    /// <summary>How often the directory is read although nothing was seen to happen in it.</summary>
    public static readonly TimeSpan SafetyScan = TimeSpan.FromSeconds(10);

    private readonly CoalescingWindow _window = new(Window);
    private readonly FileSettling _settling = new();
    private TimeSpan _lastRead = start;

    /// <summary>When to read the directory, unless something happens before.</summary>
    public TimeSpan DueAt
    {
        get
        {
            var settled = _settling.SettledAt;
            var due = _window.DueAt ?? settled ?? _lastRead + SafetyScan;
            return settled > due ? settled.Value : due;
        }
    }

    /// <summary>Whether a file is in between: what was just read may be wrong.</summary>
    public bool IsUnsettled => _settling.SettledAt is not null;

    /// <summary>Takes an event in.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="now">The time.</param>
    /// <param name="isUrgent">The file holds only endpoints: they do not wait for the window.</param>
    public void Observe(DirectoryEvent happened, TimeSpan now, bool isUrgent)
    {
        if (_settling.Observe(happened, now))
            _window.Change(now, isUrgent);
    }

    /// <summary>Stops waiting for files that were in between for too long. To be called before <see cref="DueAt"/> is acted on.</summary>
    public void Expire(TimeSpan now)
    {
        if (_settling.Expire(now))
            _window.Change(now, isUrgent: false);
    }

    /// <summary>Takes the changes seen so far: the directory is read now. What is observed from here on is for the next time.</summary>
    /// <returns>When the oldest of them was seen; null when only the safety scan was due.</returns>
    public TimeSpan? Take(TimeSpan now)
    {
        _lastRead = now;
        return _window.Take();
    }

    /// <summary>Gives back what <see cref="Take"/> took, because what was read is not to be trusted.</summary>
    public void Discard(TimeSpan? changedAt, TimeSpan now) => _window.Change(changedAt ?? now, isUrgent: false);

    /// <summary>Notes that what was read made a difference.</summary>
    public void Applied(TimeSpan now) => _window.Applied(now);
}
