namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>How far a client is with one type.</summary>
/// <param name="TypeUrl">The type.</param>
/// <param name="Sync">State of the last response.</param>
/// <param name="Subscribed">Names subscribed to.</param>
/// <param name="Refusal">Why resources are refused; empty when none is.</param>
/// <param name="Since">When <paramref name="Sync"/> became what it is.</param>
internal sealed record TypeStatus(string TypeUrl, SyncState Sync, int Subscribed, string Refusal, DateTimeOffset Since);

/// <summary>States of a type on a stream.</summary>
internal enum SyncState
{
    /// <summary>Nothing is subscribed to.</summary>
    NotSent,

    /// <summary>All that was sent is acknowledged.</summary>
    Synced,

    /// <summary>A response waits to be sent or acknowledged.</summary>
    Stale,

    /// <summary>The client refused a resource and keeps what it had.</summary>
    Refused,
}
