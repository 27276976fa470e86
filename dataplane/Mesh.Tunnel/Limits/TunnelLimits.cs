using Mesh.Engine.Http2;

namespace Mesh.Tunnel.Limits;

/// <summary>HTTP/2 settings of tunnels, on both of their ends.</summary>
public static class TunnelLimits
{
    /// <summary>
    /// Creates what a proxy announces on its tunnels: windows that grow with use, to 16 MiB for the connection, 16 times a stream's.
    /// </summary>
    /// <remarks>
    /// A stream whose application does not read keeps what it received of the connection's window for as long as it stalls, 64 KiB as a rule.
    /// The others, which do not even know of it, go on as long as the connection's window can grow. All tunnels with the result grow together
    /// by 64 MiB at most. A peer that is silent for 30 s is asked for a sign of life and given up 20 s later: TCP's own keepalive is answered by
    /// a kernel whose process hangs.
    ///
    /// A head is taken in any size that another proxy may have let pass, whatever this proxy's own flags say, with room for what was added.
    /// </remarks>
    /// <param name="streams">Streams that a caller may have open on one tunnel. Default 1024.</param>
    public static Http2Options CreateHttp2(int streams = 1024) => new()
    {
        MaxConcurrentStreams = streams,
        MaxHeaderListSize = HeadSize.MaxBytes + (HeadSize.FieldOverhead * HeadSize.MaxFields) + HeadSize.AddedBytes,
        MaxFields = HeadSize.MaxFields + HeadSize.AddedFields,
        KeepAliveInterval = TimeSpan.FromSeconds(30),
        MaxConnectionWindow = 16 * 1024 * 1024,
        WindowBudget = new WindowBudget(64 * 1024 * 1024),
    };
}
