using System.Net;

namespace Mesh.Discovery.Snapshots;

/// <summary>Configuration on demand, as the proxy sees it. All members may be used from any thread and do not block.</summary>
public interface IDiscovery
{
    /// <summary>The latest snapshot.</summary>
    ProxySnapshot Current { get; }

    /// <summary>
    /// Certificate, trust bundle, mesh settings and the workload's own description are there, from the control plane or from disk.
    /// Never becomes false again.
    /// </summary>
    bool IsReady { get; }

    /// <summary>Raised after <see cref="Current"/> changed, on a thread of discovery: hand over to the loop and return at once.</summary>
    event Action<ProxySnapshot>? SnapshotChanged;

    /// <summary>Raised once, when <see cref="IsReady"/> becomes true. Subscribe before start.</summary>
    event Action? BecameReady;

    /// <summary>Asks for the destination of an address. Cheap when it was asked for already; the answer comes with a snapshot.</summary>
    void Request(IPEndPoint address);

    /// <summary>Asks for the addresses of a name.</summary>
    /// <param name="name">Lower case, without a final dot; at most 253 characters.</param>
    void RequestName(string name);
}
