namespace Mesh.Engine.Http2;

/// <summary>
/// What the peer may send, RFC 9113 §6.9: announced credit is used up by data and announced again when half of the window
/// was consumed.
/// </summary>
internal struct ReceiveWindow
{
    private readonly int _threshold;
    private int _unannounced;

    /// <summary>Creates a window of which <paramref name="announced"/> bytes are known to the peer.</summary>
    internal ReceiveWindow(int announced, int size)
    {
        Available = announced;
        _threshold = Math.Max(1, size / 2);
    }

    /// <summary>Bytes the peer may still send; negative after the window was made smaller.</summary>
    internal int Available { get; private set; }

    /// <summary>Received bytes that nobody consumed.</summary>
    internal int Unconsumed { get; private set; }

    /// <summary>Takes received bytes into account; false when the peer sent too much.</summary>
    internal bool TryReceive(int count)
    {
        if (count > Available)
            return false;
        Available -= count;
        Unconsumed += count;
        return true;
    }

    /// <summary>Takes consumed bytes into account.</summary>
    /// <returns>The increment to announce now; 0 for none.</returns>
    internal int Consume(int count)
    {
        count = Math.Min(count, Unconsumed);
        Unconsumed -= count;
        _unannounced += count;
        if (_unannounced < _threshold)
            return 0;
        var increment = _unannounced;
        _unannounced = 0;
        Available += increment;
        return increment;
    }

    /// <summary>The peer learned that windows are <paramref name="delta"/> bytes larger.</summary>
    internal void Resize(int delta) => Available += delta;
}
