namespace Mesh.Engine.Http2;

/// <summary>What the peer lets this side send, RFC 9113 §6.9.</summary>
internal struct SendWindow
{
    internal SendWindow(int available) => Available = available;

    /// <summary>Bytes that may be sent; negative after the peer made its windows smaller.</summary>
    internal int Available { get; private set; }

    /// <summary>Takes sent bytes into account.</summary>
    internal void Take(int count) => Available -= count;

    /// <summary>The peer changed the window by <paramref name="delta"/>; false when it exceeds 2^31-1, which is FLOW_CONTROL_ERROR.</summary>
    internal bool TryChange(long delta)
    {
        var changed = Available + delta;
        if (changed is > int.MaxValue or < int.MinValue)
            return false;
        Available = (int)changed;
        return true;
    }
}
