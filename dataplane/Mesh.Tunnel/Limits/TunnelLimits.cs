using Mesh.Engine.Http2;

namespace Mesh.Tunnel.Limits;

/// <summary>HTTP/2 settings of tunnels, on both of their ends.</summary>
public static class TunnelLimits
{
    /// <summary>
    /// What a proxy announces on a tunnel: a window of 16 MiB for the connection, 64 times a stream's.
    /// </summary>
    /// <remarks>
    /// A stream whose application does not read keeps its window's worth of the connection's window for as long as it stalls. With the
    /// engine's 1 MiB four of them would stop all others, which do not even know of each other. The larger window is a promise and no
    /// allocation: memory is used by what applications leave unread, at most a stream's 256 KiB each, and 16 MiB a tunnel at the worst.
    /// </remarks>
    public static Http2Options Http2 { get; } = new() { ConnectionWindow = 16 * 1024 * 1024 };
}
