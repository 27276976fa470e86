namespace Mesh.Engine.Http2;

/// <summary>
/// What the peer may send, RFC 9113 §6.9: announced credit is used up by data and announced again when half of the window
/// was consumed. Its size may change while it is used.
/// </summary>
internal struct ReceiveWindow
{
    private int _unannounced;

    /// <summary>Creates a window of which <paramref name="announced"/> bytes are known to the peer.</summary>
    internal ReceiveWindow(int announced, int size)
    {
        Available = announced;
        Size = size;
    }

    /// <summary>Bytes that the peer may have on the way and this side unconsumed.</summary>
    internal int Size { get; private set; }

    /// <summary>Bytes the peer may still send; negative after the window was made smaller.</summary>
    internal int Available { get; private set; }

    /// <summary>Received bytes that nobody consumed.</summary>
    internal int Unconsumed { get; private set; }

    /// <summary>Bytes received so far.</summary>
    internal long Received { get; private set; }

    /// <summary>The credit there is, used or not. Above <see cref="Size"/> after <see cref="Shrink"/>.</summary>
    internal readonly int Promised => Available + Unconsumed + _unannounced;

    /// <summary>
    /// Whether the peer, between an announcement and its knowing of it, used up nearly all that it had left, and the receiver kept
    /// up with it. Then a larger window would let it send faster.
    /// </summary>
    /// <param name="receivedAtAnnouncement"><see cref="Received"/> at that time.</param>
    internal readonly bool IsTooSmall(long receivedAtAnnouncement) =>
        Received - receivedAtAnnouncement >= Size * 3L / 8 && Unconsumed <= Size / 4;

    /// <summary>Takes received bytes into account; false when the peer sent too much.</summary>
    internal bool TryReceive(int count)
    {
        if (count > Available)
            return false;
        Available -= count;
        Unconsumed += count;
        Received += count;
        return true;
    }

    /// <summary>Takes consumed bytes into account.</summary>
    /// <returns>The increment to announce now; 0 for none.</returns>
    internal int Consume(int count)
    {
        count = Math.Min(count, Unconsumed);
        Unconsumed -= count;
        _unannounced += count;
        return _unannounced < Math.Max(1, Size / 2) ? 0 : Announce();
    }

    /// <summary>Takes consumed bytes into account whose credit does not come back.</summary>
    internal void Withhold(int count) => Unconsumed -= count;

    /// <summary>Makes the window larger.</summary>
    /// <returns>The increment to announce now; 0 for none.</returns>
    internal int Grow(int size)
    {
        _unannounced += Math.Max(0, size - Promised);
        Size = size;
        return Announce();
    }

    /// <summary>Makes the window smaller; the peer has its credit until it used it.</summary>
    internal void Shrink(int size) => Size = size;

    /// <summary>The peer learned that windows are <paramref name="delta"/> bytes larger.</summary>
    internal void Resize(int delta) => Available += delta;

    private int Announce()
    {
        var increment = _unannounced;
        _unannounced = 0;
        Available += increment;
        return increment;
    }
}
