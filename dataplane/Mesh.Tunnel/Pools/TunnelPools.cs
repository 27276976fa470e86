using System.Collections.Immutable;
using Mesh.Conventions;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Identity;
using Mesh.Tunnel.Credentials;

namespace Mesh.Tunnel.Pools;

/// <summary>
/// The tunnels that a loop opens: endpoints with the same address and the same accepted identities share them, under one trust bundle.
/// </summary>
/// <param name="loop">Its loop.</param>
/// <param name="credentials">Read for each new tunnel.</param>
/// <param name="options">Of all tunnels.</param>
public sealed class TunnelPools(EventLoop loop, TunnelCredentialsHolder credentials, TunnelPoolOptions options)
{
    private readonly Dictionary<TunnelKey, PeerTunnels> _peers = [];

    /// <summary>Peers under the current bundle that have tunnels, or had some until lately.</summary>
    public int Count => _peers.Count;

    private string BundleVersion => credentials.Current?.BundleVersion ?? "";

    /// <summary>The tunnels to an endpoint's peer, new ones where there are none.</summary>
    /// <param name="application">The application's address; the tunnel goes to port 15008 of the same IP.</param>
    /// <param name="acceptedIdentities">Identities the peer may present.</param>
    /// <param name="connectTimeout">Time for TCP connections from now on, whoever of those that share the tunnels needs one.</param>
    public PeerTunnels Of(IpEndpoint application, ImmutableArray<SpiffeId> acceptedIdentities, TimeSpan connectTimeout)
    {
        var key = new TunnelKey(application.WithPort(MeshPorts.Tunnel), acceptedIdentities, BundleVersion);
        if (!_peers.TryGetValue(key, out var tunnels))
            _peers[key] = tunnels = new PeerTunnels(loop, credentials, options, key);
        tunnels.ConnectTimeout = connectTimeout;
        return tunnels;
    }

    /// <summary>Tunnels made under another than the current trust bundle take no new streams.</summary>
    public void OnBundleChanged() => Retire(static (tunnels, version) => tunnels.BundleVersion != version);

    /// <summary>Forgets the tunnels of peers where none is open.</summary>
    public void Sweep() => Retire(static (tunnels, _) => tunnels.IsEmpty);

    private void Retire(Func<PeerTunnels, string, bool> isOver)
    {
        foreach (var (key, tunnels) in _peers)
        {
            if (!isOver(tunnels, BundleVersion))
                continue;
            _peers.Remove(key);
            tunnels.Retire();
        }
    }
}
