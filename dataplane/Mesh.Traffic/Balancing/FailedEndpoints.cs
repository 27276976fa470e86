using System.Runtime.CompilerServices;

namespace Mesh.Traffic.Balancing;

/// <summary>
/// The endpoints that failed a request so far. A value: keep it in the request's own object and pass it by reference.
/// Holds the last <see cref="Capacity"/>, as many as a request has attempts.
/// </summary>
public struct FailedEndpoints
{
    /// <summary>Most endpoints that are remembered.</summary>
    public const int Capacity = 11;

    private Slots _slots;
    private int _added;

    /// <summary>Whether no endpoint failed.</summary>
    public readonly bool IsEmpty => _added == 0;

    /// <summary>Remembers an endpoint.</summary>
    public void Add(EndpointModel endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!Contains(endpoint))
            _slots[_added++ % Capacity] = endpoint.State;
    }

    /// <summary>Whether the endpoint failed, in this snapshot or an earlier one.</summary>
    public readonly bool Contains(EndpointModel endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        for (var i = 0; i < Math.Min(_added, Capacity); i++)
        {
            if (ReferenceEquals(_slots[i], endpoint.State))
                return true;
        }
        return false;
    }

    [InlineArray(Capacity)]
    private struct Slots
    {
        private EndpointState? _first;
    }
}
