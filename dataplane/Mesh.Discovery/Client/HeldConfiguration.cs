using System.Net;
using Mesh.Conventions;
using Mesh.Discovery.Credentials;
using Mesh.Discovery.Demand;
using Mesh.Discovery.Snapshots;
using Mesh.Discovery.Warming;
using Mesh.Discovery.Xds;
using Mesh.Traffic.Time;
using Microsoft.Extensions.Logging;

namespace Mesh.Discovery.Client;

/// <summary>
/// What discovery holds, between the streams that bring it and the snapshots that show it: follows references, publishes, forgets
/// what is no longer used and has the state file written. Owned by one thread.
/// </summary>
internal sealed class HeldConfiguration
{
    // How finely the order of use is known, in nanoseconds.
    private const long SweepInterval = 10_000_000_000;

    private readonly ICredentialSource _credentials;
    private readonly DemandSet<IPEndPoint> _addresses;
    private readonly DemandSet<string> _names;
    private readonly TimeProvider _time;
    private readonly SnapshotBuilder _snapshots;
    private readonly StateKeeper _state;
    private bool _stale;
    private long _sweptAt;

    /// <summary>Holds nothing yet.</summary>
    /// <param name="options">Where the state file is.</param>
    /// <param name="credentials">Who takes new trust bundles.</param>
    /// <param name="addresses">Destinations that are wanted.</param>
    /// <param name="names">Names that are wanted.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">One line per event.</param>
    public HeldConfiguration(
        DiscoveryOptions options, ICredentialSource credentials, DemandSet<IPEndPoint> addresses, DemandSet<string> names, TimeProvider time, ILogger logger)
    {
        _credentials = credentials;
        _addresses = addresses;
        _names = names;
        _time = time;
        _snapshots = new SnapshotBuilder(Store, addresses, names);
        _state = new StateKeeper(options, Store, addresses, names, logger);
    }

    /// <summary>Takes new snapshots.</summary>
    public required Action<ProxySnapshot> Publish { get; init; }

    /// <summary>The resources.</summary>
    public ResourceStore Store { get; } = new();

    private long Now => MonotonicTime.Nanoseconds(_time);

    /// <summary>Fills itself from the state file.</summary>
    public void Load()
    {
        _state.Load();
        BuildSnapshot();
        OfferBundle();
    }

    /// <summary>Writes the state file when something changed.</summary>
    public void Save() => _state.SaveIfChanged();

    /// <summary>Writes nothing more. Any thread.</summary>
    public void StopKeeping() => _state.Stop();

    /// <summary>The next <see cref="Refresh"/> has something to do.</summary>
    public void MarkStale() => _stale = true;

    /// <summary>A response was taken over.</summary>
    public void NoteChanges(DeltaOutcome outcome)
    {
        if (!outcome.HasChanges)
            return;
        _stale = true;
        _state.NoteChange(Now);
        if (outcome.Changed(Store.Bundle))
            OfferBundle();
    }

    /// <summary>Brings what is wanted and the snapshot up to date.</summary>
    public void Refresh(bool isConnected)
    {
        if (!_stale)
            return;
        _stale = false;
        // Without a control plane, what is forgotten could not be asked for again.
        if (isConnected)
            TrimDemand();
        BuildSnapshot();
    }

    /// <summary>What is due from time to time.</summary>
    public void Tend()
    {
        if (Now - _sweptAt >= SweepInterval)
        {
            _sweptAt = Now;
            _addresses.Sweep();
            _names.Sweep();
        }
        _state.SaveIfDue(Now);
    }

    private void TrimDemand()
    {
        var current = _snapshots.Current;
        if (_addresses.Trim(current.IsAbsent) | _names.Trim(current.IsAbsent))
            _state.NoteChange(Now);
    }

    // References are followed before, so that new ones are asked for, and after, so that those of replaced versions are dropped.
    private void BuildSnapshot()
    {
        _snapshots.Follow();
        if (!_snapshots.Build(Now))
            return;
        _snapshots.Follow();
        Publish(_snapshots.Current);
    }

    private void OfferBundle()
    {
        if (Store.Bundle.Find(ResourceTypes.BundleName).Value is { } bundle)
            _credentials.OfferRoots(bundle.Roots);
    }
}
