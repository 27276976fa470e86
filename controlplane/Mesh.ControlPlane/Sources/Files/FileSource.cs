using Mesh.Api.Manifests;

namespace Mesh.ControlPlane.Sources.Files;

/// <summary>Serves a directory of manifests: reads it, watches it, and publishes each good state.</summary>
/// <param name="directory">The directory.</param>
/// <param name="watch">Tells what happens in it.</param>
/// <param name="configuration">The running configuration.</param>
/// <param name="sink">Takes what is good.</param>
/// <param name="log">Takes what is not.</param>
/// <param name="time">Clock.</param>
internal sealed class FileSource(
    string directory,
    IDirectoryWatch watch,
    FileConfiguration configuration,
    IMeshSink sink,
    FileSourceLog log,
    TimeProvider time) : IMeshSource
{
    // A writer that is always in the middle of something must not keep the directory from ever being read.
    private const int MostDiscards = 3;

    private readonly long _start = time.GetTimestamp();
    private int _discards;
    private volatile ConfigurationStatus _status = ConfigurationStatus.Initial;

    /// <inheritdoc/>
    public ConfigurationStatus Status => _status;

    /// <inheritdoc/>
    public bool IsConnected => true;

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var schedule = new ReloadSchedule(Now);
        Load(ManifestDirectory.ReadFiles(directory), Now);
        while (true)
        {
            await WaitUntilAsync(schedule.DueAt, cancellation).ConfigureAwait(false);
            Observe(schedule);
            schedule.Expire(Now);
            if (schedule.DueAt <= Now)
                Reload(schedule);
        }
    }

    private async Task WaitUntilAsync(TimeSpan due, CancellationToken cancellation)
    {
        var wait = due - Now;
        if (wait <= TimeSpan.Zero)
            return;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(watch.WaitAsync(either.Token), Task.Delay(wait, time, either.Token)).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    private void Observe(ReloadSchedule schedule)
    {
        foreach (var happened in watch.Drain())
            schedule.Observe(happened, Now, configuration.IsEndpointFile(happened.Path));
    }

    private void Reload(ReloadSchedule schedule)
    {
        var changedAt = schedule.Take(Now);
        if (changedAt is null)
            watch.Refresh();
        var content = ManifestDirectory.ReadFiles(directory);
        Observe(schedule);
        if (schedule.IsUnsettled && ++_discards < MostDiscards)
        {
            schedule.Discard(changedAt, Now);
            return;
        }

        _discards = 0;
        if (configuration.IsSame(content))
            return;
        Load(content, changedAt ?? Now);
        schedule.Applied(Now);
    }

    private void Load(DirectoryContent content, TimeSpan changedAt)
    {
        var before = _status;
        var mesh = configuration.Load(content);
        _status = configuration.Status;
        log.Report(before, _status);
        if (mesh is not null)
            sink.Publish(mesh, _start + (long)(changedAt.TotalSeconds * time.TimestampFrequency));
    }
}
