using Mesh.ControlPlane.Discovery.Subscriptions;

namespace Mesh.ControlPlane.Discovery.Proxies;

/// <summary>Bounds of the discovery service.</summary>
internal sealed record DiscoveryOptions
{
    /// <value>What one stream may hold.</value>
    public SubscriptionLimits Limits { get; init; } = new();

    /// <value>How long a client may take to accept one response before its stream ends. Default 20 s.</value>
    public TimeSpan SendDeadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <value>Requests of one stream that are read ahead of being answered. Default 8.</value>
    public int RequestsInFlight { get; init; } = 8;
}
