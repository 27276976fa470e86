using Mesh.Engine.Http2;

namespace Mesh.Proxy.Inbound;

/// <summary>HTTP/2 settings of tunnels.</summary>
internal static class TunnelLimits
{
    /// <summary>What a callee announces: extended CONNECT for upgrades (docs/tunnel.md).</summary>
    internal static Http2Options Server { get; } = Http2Options.Default;
}
