namespace Mesh.Engine.Loops;

/// <summary>
/// How long something has been short, on balance: time of shortage counts up, time without counts down again. A moment without does not make
/// up for a second with it, and shortages far apart do not add up.
/// </summary>
/// <param name="limitMilliseconds">Balance at which patience is over, and the most that is kept.</param>
internal sealed class ShortagePatience(long limitMilliseconds)
{
    private long _balance;
    private long _seenAt;
    private bool _wasShort;

    /// <summary>Whether patience is over.</summary>
    internal bool IsOver => _balance >= limitMilliseconds;

    /// <summary>Takes down how it is now; until now it was as it was seen last.</summary>
    internal void See(bool isShort, long nowMilliseconds)
    {
        var passed = nowMilliseconds - _seenAt;
        _balance = Math.Clamp(_wasShort ? _balance + passed : _balance - passed, 0, limitMilliseconds);
        (_seenAt, _wasShort) = (nowMilliseconds, isShort);
    }
}
