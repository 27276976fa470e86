namespace Mesh.ControlPlane.Sources.Kubernetes;

/// <summary>
/// When changes are applied: once none came for a while, so that what belongs together is seen together, but at the latest some time
/// after the first. Pure; times are of one monotonic clock.
/// </summary>
/// <param name="quiet">How long no change must come.</param>
/// <param name="longest">How long the first change waits at most.</param>
internal sealed class QuietWindow(TimeSpan quiet, TimeSpan longest)
{
    private TimeSpan? _first;
    private TimeSpan _last;

    /// <summary>When the changes seen so far are to be applied; null when there are none.</summary>
    public TimeSpan? DueAt => _first is { } first ? (_last + quiet < first + longest ? _last + quiet : first + longest) : null;

    /// <summary>Notes a change.</summary>
    public void Change(TimeSpan now)
    {
        _first ??= now;
        _last = now;
    }

    /// <summary>Takes the changes seen so far, to apply them now.</summary>
    /// <returns>When the first of them was seen; null when there are none.</returns>
    public TimeSpan? Take()
    {
        var first = _first;
        _first = null;
        return first;
    }
}
