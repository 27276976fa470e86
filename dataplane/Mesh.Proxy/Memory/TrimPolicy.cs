namespace Mesh.Proxy.Memory;

/// <summary>Decides when memory is given back: once the start is over, and when a crowd of connections has gone.</summary>
internal sealed class TrimPolicy
{
    // Fewer hold less than a megabyte.
    private const int Crowd = 64;

    private int _peak;
    private bool _hasStarted;

    /// <summary>Looks at the process, at regular intervals.</summary>
    /// <param name="openSockets">Sockets that are open now.</param>
    internal TrimDecision Next(int openSockets)
    {
        _peak = Math.Max(_peak, openSockets);
        if (!_hasStarted)
        {
            _hasStarted = true;
            return TrimDecision.AfterStart;
        }
        if (_peak < Crowd || openSockets > _peak / 2)
            return TrimDecision.None;
        _peak = openSockets;
        return TrimDecision.AfterCrowd;
    }
}

/// <summary>What to give back.</summary>
internal enum TrimDecision
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Free memory, and the code that only the start needed.</summary>
    AfterStart,

    /// <summary>Free memory.</summary>
    AfterCrowd,
}
