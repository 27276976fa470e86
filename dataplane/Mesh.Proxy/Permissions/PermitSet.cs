using Mesh.Traffic.Inbound;

namespace Mesh.Proxy.Permissions;

/// <summary>What a loop has let in and not finished yet: decided anew when the policy changes. Used on that loop only.</summary>
internal sealed class PermitSet
{
    private readonly HashSet<IPermitted> _permitted = [];
    private InboundPolicy? _checked;

    /// <summary>It was let in by the current policy.</summary>
    internal void Add(IPermitted permitted) => _permitted.Add(permitted);

    /// <summary>It is over; nothing happens when it was removed before.</summary>
    internal void Remove(IPermitted permitted) => _permitted.Remove(permitted);

    /// <summary>Ends what <paramref name="policy"/> no longer lets in; does nothing when it is the policy of the last call.</summary>
    internal void Check(InboundPolicy? policy)
    {
        if (policy is null || ReferenceEquals(policy, _checked))
            return;
        _checked = policy;
        foreach (var permitted in _permitted.Where(p => !p.IsPermittedBy(policy)).ToArray())
            permitted.Revoke();
    }
}
