using Mesh.ControlPlane.Sources.Files;

namespace Mesh.ControlPlane.Tests.Sources.Files;

/// <summary>A watch that tells what the test says.</summary>
internal sealed class ScriptedWatch : IDirectoryWatch
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _told = new(0);
    private List<DirectoryEvent> _events = [];
    private int _refreshes;
    private int _waits;

    /// <summary>How often the source looked for directories.</summary>
    public int Refreshes => Volatile.Read(ref _refreshes);

    /// <summary>How often the source had nothing to do but wait.</summary>
    public int Waits => Volatile.Read(ref _waits);

    public void Tell(DirectoryChange change, string path)
    {
        lock (_gate)
            _events.Add(new DirectoryEvent(change, path));
        _told.Release();
    }

    public Task WaitAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _waits);
        return _told.WaitAsync(cancellation);
    }

    public IReadOnlyList<DirectoryEvent> Drain()
    {
        lock (_gate)
        {
            var events = _events;
            _events = [];
            return events;
        }
    }

    public void Refresh() => Interlocked.Increment(ref _refreshes);

    public void Dispose() => _told.Dispose();
}
