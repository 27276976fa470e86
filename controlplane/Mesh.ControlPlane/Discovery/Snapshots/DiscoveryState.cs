using Mesh.ControlPlane.Identity;
using Mesh.ControlPlane.Sources;
using Mesh.Identity.Trust;
using Mesh.Model.Snapshots;

namespace Mesh.ControlPlane.Discovery.Snapshots;

/// <summary>Holds the snapshot that proxies are served from. There is none until both a configuration and a bundle are there.</summary>
internal sealed class DiscoveryState(TimeProvider time) : IMeshSink, IBundleSink
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MeshSnapshot? _mesh;
    private XdsResource? _bundle;
    private volatile DiscoverySnapshot? _current;

    /// <summary>Raised after <see cref="Current"/> changed, on the thread that changed it. Handlers must be quick.</summary>
    public event Action? Changed;

    /// <summary>What to serve; null before the first configuration and bundle.</summary>
    public DiscoverySnapshot? Current => _current;

    /// <summary>Completes when there is something to serve.</summary>
    public Task Ready => _ready.Task;

    /// <inheritdoc/>
    public void Publish(MeshSnapshot mesh, long changedAt)
    {
        lock (_gate)
        {
            _mesh = mesh;
            Combine_NeedsLock(changedAt);
        }

        Changed?.Invoke();
    }

    /// <inheritdoc/>
    public void Publish(TrustBundle bundle)
    {
        lock (_gate)
        {
            _bundle = DiscoverySnapshot.Encode(bundle);
            Combine_NeedsLock(time.GetTimestamp());
        }

        Changed?.Invoke();
    }

    private void Combine_NeedsLock(long changedAt)
    {
        if (_mesh is null || _bundle is null)
            return;
        _current = new DiscoverySnapshot(_mesh, _bundle, changedAt);
        _ready.TrySetResult();
    }
}
