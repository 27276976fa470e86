namespace Mesh.Bench.Load;

/// <summary>When measuring begins and ends: after the warm-up, for a fixed time.</summary>
/// <param name="warmUp">What comes before, in nanoseconds.</param>
/// <param name="length">How long is measured, in nanoseconds.</param>
/// <param name="opened">Called when it begins.</param>
/// <param name="closed">Called when it ends.</param>
internal sealed class MeasuredWindow(long warmUp, long length, Action opened, Action closed)
{
    private bool _isOpen;

    public long Begin { get; } = Clock.Now + warmUp;

    public long End => Begin + length;

    public double Seconds => length / 1e9;

    public bool Contains(long time) => time >= Begin && time < End;

    /// <summary>Notices the time; to be called often by the thread that generates load.</summary>
    public void Notice(long now)
    {
        if (!_isOpen && now >= Begin && now < End)
        {
            _isOpen = true;
            opened();
        }
        else if (_isOpen && now >= End)
        {
            _isOpen = false;
            closed();
        }
    }
}
