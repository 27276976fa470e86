using Mesh.Engine.Http;
using Mesh.Engine.Sockets;
using Mesh.Traffic.Inbound;
using Mesh.Tunnel.Heads;

namespace Mesh.Proxy.Inbound;

/// <summary>What the current policy says of the targets that tunnels ask for; each one is decided once. Of one loop.</summary>
internal sealed class InboundTargets
{
    // Only accepted targets are kept. They are the workload's own addresses, but a peer may ask for any port of them.
    private const int MaxKept = 256;

    private readonly Dictionary<(IpEndpoint Address, TunnelStreamKind Kind, HttpVersion Version), InboundTarget> _accepted = [];
    private InboundPolicy? _policy;
    private TunnelRequest _last;
    private InboundTarget? _lastTarget;

    /// <summary>Decides on a stream; there is a target if it is accepted.</summary>
    internal InboundVerdict Decide(InboundPolicy policy, in TunnelRequest request, out InboundTarget? target)
    {
        if (!ReferenceEquals(policy, _policy) || _accepted.Count >= MaxKept)
        {
            _accepted.Clear();
            _policy = policy;
            _lastTarget = null;
        }
        // Nearly always the same as before.
        target = _lastTarget;
        if (target is not null && request == _last)
            return InboundVerdict.Accept;
        var kind = request.Kind == TunnelRequestKind.Connect ? TunnelStreamKind.Connect : TunnelStreamKind.HttpRequest;
        var key = (request.Target, kind, request.AppVersion);
        if (!_accepted.TryGetValue(key, out target))
        {
            var verdict = policy.DecideTunnel(request.Target.ToIPEndPoint(), kind);
            if (verdict != InboundVerdict.Accept)
                return verdict;
            _accepted[key] = target = new InboundTarget(request.Target, policy.PortOf(request.Target.Port), request.AppVersion);
        }
        (_last, _lastTarget) = (request, target);
        return InboundVerdict.Accept;
    }
}
