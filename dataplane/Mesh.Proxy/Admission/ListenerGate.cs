using Mesh.Engine.Sockets;

namespace Mesh.Proxy.Admission;

/// <summary>The limits of one listener, on all loops, and what they refused. Thread-safe.</summary>
/// <param name="name">Its name in metrics.</param>
/// <param name="own">Its connections.</param>
/// <param name="all">Those of all listeners that share a limit; null when it stands apart.</param>
/// <param name="sources">Those of each address; null for any number.</param>
/// <param name="rate">How many in a second; null for any number.</param>
/// <param name="outOfDescriptors">Told when a connection was reset for want of a descriptor.</param>
internal sealed class ListenerGate(
    string name, ConnectionCount own, ConnectionCount? all, SourceCounts? sources, ConnectionRate? rate, Action outOfDescriptors) : IConnectionGate
{
    private readonly long[] _refused = new long[Enum.GetValues<ConnectionRefusal>().Length];

    /// <summary>Its name in metrics.</summary>
    internal string Name => name;

    /// <summary>Connections that are open now.</summary>
    internal int Open => own.Open;

    /// <summary>Connections that were reset, by reason.</summary>
    internal long Refused(ConnectionRefusal reason) => Interlocked.Read(ref _refused[(int)reason]);

    /// <inheritdoc/>
    public bool TryEnter(IpEndpoint remote)
    {
        if (!own.TryEnter())
            return Count(ConnectionRefusal.Listener);
        if (all?.TryEnter() == false)
        {
            own.Leave();
            return Count(ConnectionRefusal.Process);
        }
        if (sources?.TryEnter(remote) == false)
        {
            LeaveCounts();
            return Count(ConnectionRefusal.Source);
        }
        // Last: what another limit refuses does not use it up.
        if (rate?.TryTake() == false)
        {
            Leave(remote);
            return Count(ConnectionRefusal.Rate);
        }
        return true;
    }

    /// <inheritdoc/>
    public void Leave(IpEndpoint remote)
    {
        sources?.Leave(remote);
        LeaveCounts();
    }

    /// <inheritdoc/>
    public void OnOutOfDescriptors()
    {
        Count(ConnectionRefusal.Descriptors);
        outOfDescriptors();
    }

    private void LeaveCounts()
    {
        all?.Leave();
        own.Leave();
    }

    private bool Count(ConnectionRefusal reason)
    {
        Interlocked.Increment(ref _refused[(int)reason]);
        return false;
    }
}
