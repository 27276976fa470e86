using Mesh.Engine.Http2;

namespace Mesh.Tunnel.Limits;

/// <summary>HTTP/2 settings of tunnels, on both of their ends.</summary>
public static class TunnelLimits
{
    /// <summary>
    /// What a proxy announces on a tunnel: windows that grow with use, to 16 MiB for the connection, 16 times a stream's.
    /// </summary>
    /// <remarks>
    /// A stream whose application does not read keeps what it received of the connection's window for as long as it stalls, 64 KiB as a rule.
    /// The others, which do not even know of it, go on as long as the connection's window can grow. All tunnels of the process grow together
    /// by 64 MiB at most.
    /// </remarks>
    public static Http2Options Http2 { get; } = new()
    {
        MaxConnectionWindow = 16 * 1024 * 1024,
        WindowBudget = new WindowBudget(64 * 1024 * 1024),
    };
}
