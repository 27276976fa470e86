using System.Net;
using Mesh.Discovery.Demand;
using Mesh.Discovery.Storage;
using Mesh.Discovery.Xds;
using Microsoft.Extensions.Logging;

namespace Mesh.Discovery.Client;

/// <summary>Keeps the state file up to date: at most once a second, when the control plane is lost, and at the end.</summary>
internal sealed class StateKeeper(
    DiscoveryOptions options, ResourceStore store, DemandSet<IPEndPoint> addresses, DemandSet<string> names, ILogger logger)
{
    private const long Delay = 1_000_000_000;

    private volatile ResourceFile? _file = options.StateFile is { } path ? new ResourceFile(path, options.NodeId) : null;
    private long _changedAt;
    private bool _changed;

    /// <summary>Fills store and demand from the file. A file that cannot be used is reported and otherwise as good as none.</summary>
    public void Load()
    {
        if (_file is not { } file)
            return;
        if (file.TryLoad(out var responses) is { } problem)
            Log.StateFileIgnored(logger, file.Path, problem);
        foreach (var refused in StoredResources.Restore(responses, store, addresses, names))
            Log.StoredResourceIgnored(logger, file.Path, refused);
        if (addresses.Count > 0)
            Log.StateFileLoaded(logger, file.Path, addresses.Count);
    }

    /// <summary>Writes nothing more. Any thread.</summary>
    public void Stop() => _file = null;

    public void NoteChange(long now)
    {
        if (!_changed)
            _changedAt = now;
        _changed = true;
    }

    public void SaveIfDue(long now)
    {
        if (_changed && now - _changedAt >= Delay)
            SaveIfChanged();
    }

    public void SaveIfChanged()
    {
        if (_file is not { } file || !_changed)
            return;
        _changed = false;
        addresses.Sweep();
        names.Sweep();
        try
        {
            file.Save(StoredResources.Collect(store, addresses, names));
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            Log.StateFileNotWritten(logger, file.Path, unwritable.Message);
        }
    }
}
