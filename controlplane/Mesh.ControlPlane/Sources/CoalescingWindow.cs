namespace Mesh.ControlPlane.Sources;

/// <summary>
/// When changes are applied: the first one at once, those that follow together at the end of a fixed window, so that a burst
/// costs one application per window and none waits longer than one. Urgent changes do not wait. Pure; times are of one monotonic clock.
/// </summary>
/// <param name="length">How long a window is.</param>
internal sealed class CoalescingWindow(TimeSpan length)
{
    private TimeSpan? _changedAt;
    private TimeSpan _windowEnd = TimeSpan.MinValue;
    private bool _isUrgent;

    /// <summary>When the changes seen so far are to be applied; null when there are none.</summary>
    public TimeSpan? DueAt
    {
        get
        {
            if (_changedAt is not { } changedAt)
                return null;
            return _isUrgent || changedAt > _windowEnd ? changedAt : _windowEnd;
        }
    }

    /// <summary>Notes a change.</summary>
    public void Change(TimeSpan now, bool isUrgent)
    {
        _changedAt ??= now;
        _isUrgent |= isUrgent;
    }

    /// <summary>Takes the changes seen so far, to apply them now.</summary>
    /// <returns>When the oldest of them was seen; null when there are none.</returns>
    public TimeSpan? Take()
    {
        var changedAt = _changedAt;
        _changedAt = null;
        _isUrgent = false;
        return changedAt;
    }

    /// <summary>Notes that what was taken made a difference; this opens the next window.</summary>
    public void Applied(TimeSpan now) => _windowEnd = now + length;
}
