namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>Since when each type of a stream is in the state it is in.</summary>
internal sealed class SyncHistory(TimeProvider time)
{
    private readonly Dictionary<string, TypeStatus> _last = new(StringComparer.Ordinal);

    /// <summary>Looks at a type after it may have changed.</summary>
    public void Update(TypeSubscription type)
    {
        var refusal = type.Refusal;
        var sync = StateOf(type, refusal);
        var isSame = _last.TryGetValue(type.TypeUrl, out var last) && last.Sync == sync;
        if (isSame && last!.Subscribed == type.Count && last.Refusal == (refusal ?? ""))
            return;
        _last[type.TypeUrl] = new TypeStatus(type.TypeUrl, sync, type.Count, refusal ?? "", isSame ? last!.Since : time.GetUtcNow());
    }

    /// <summary>The state at the last look.</summary>
    public TypeStatus Of(TypeSubscription type) => _last[type.TypeUrl];

    private static SyncState StateOf(TypeSubscription type, string? refusal)
    {
        if (type.Count == 0)
            return SyncState.NotSent;
        if (type.IsPending)
            return SyncState.Stale;
        return refusal is null ? SyncState.Synced : SyncState.Refused;
    }
}
