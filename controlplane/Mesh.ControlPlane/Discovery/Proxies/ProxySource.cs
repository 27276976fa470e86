using Mesh.ControlPlane.Discovery.Snapshots;
using Mesh.ControlPlane.Discovery.Subscriptions;
using Mesh.Conventions;
using Mesh.Model.Snapshots;

namespace Mesh.ControlPlane.Discovery.Proxies;

/// <summary>A snapshot as one proxy sees it.</summary>
internal sealed class ProxySource(DiscoverySnapshot snapshot, ProxyView view) : IResourceSource
{
    /// <summary>The snapshot that is seen.</summary>
    public DiscoverySnapshot Snapshot => snapshot;

    /// <inheritdoc/>
    public long ChangedAt => snapshot.ChangedAt;

    /// <inheritdoc/>
    public XdsResource? Get(string typeUrl, string name) => typeUrl == ResourceTypes.Secret
        ? name == ResourceTypes.BundleName ? snapshot.Bundle : null
        : snapshot.Mesh.Resolve(typeUrl, name, view);
}
