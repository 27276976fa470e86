using System.Collections.Immutable;
using Mesh.Engine.Sockets;
using Mesh.Identity;

namespace Mesh.Tunnel.Pools;

/// <summary>What tunnels must have in common to be shared, whichever endpoints of whichever services lead there. docs/tunnel.md.</summary>
internal sealed class TunnelKey : IEquatable<TunnelKey>
{
    private readonly int _hash;

    /// <param name="peer">Address of the peer's tunnel port.</param>
    /// <param name="accepted">Identities the peer may present, in any order.</param>
    /// <param name="bundleVersion">Version of the trust bundle that vouches for them.</param>
    internal TunnelKey(IpEndpoint peer, ImmutableArray<SpiffeId> accepted, string bundleVersion)
    {
        Peer = peer;
        Accepted = accepted.Length < 2 ? accepted : [.. accepted.Distinct().OrderBy(static id => id.ToString(), StringComparer.Ordinal)];
        BundleVersion = bundleVersion;
        var hash = new HashCode();
        hash.Add(peer);
        hash.Add(bundleVersion);
        foreach (var id in Accepted)
            hash.Add(id);
        _hash = hash.ToHashCode();
    }

    internal IpEndpoint Peer { get; }

    internal ImmutableArray<SpiffeId> Accepted { get; }

    internal string BundleVersion { get; }

    public bool Equals(TunnelKey? other) =>
        other is not null && Peer == other.Peer && BundleVersion == other.BundleVersion && Accepted.AsSpan().SequenceEqual(other.Accepted.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as TunnelKey);

    public override int GetHashCode() => _hash;
}
