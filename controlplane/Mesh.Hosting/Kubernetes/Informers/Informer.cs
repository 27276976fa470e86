using System.Collections.Immutable;
using System.Net;

namespace Mesh.Hosting.Kubernetes.Informers;

/// <summary>
/// Follows all objects of one kind: lists them, then watches, and lists again when the watch can no longer go on. While the API server is
/// away, what is known stays known. There is no periodic resync: a change is told once.
/// </summary>
/// <typeparam name="T">What is kept of an object.</typeparam>
public sealed class Informer<T>
    where T : class
{
    // Beyond the time the server was told to end a watch, it is the connection that hangs.
    private static readonly TimeSpan WatchGrace = TimeSpan.FromSeconds(30);

    private readonly InformerOptions _options;
    private readonly Action<ObjectChange<T>>? _changed;
    private readonly Random _random;
    private readonly TimeProvider _time;
    private readonly InformerLog _log;
    private readonly ObjectLists _lists;
    private readonly InformerStore<T> _store;
    private readonly InformerProgress _progress;

    /// <summary>Prepares an informer; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="resource">The kind.</param>
    /// <param name="projection">What is kept of an object.</param>
    /// <param name="changed">
    /// Is told each change, in order, on one thread, after <see cref="Snapshot"/> has it; all objects of the first list once that is complete.
    /// Must be quick and not throw. Null: nobody is told.
    /// </param>
    /// <param name="options">What is watched.</param>
    /// <param name="random">Chance, for waits.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    /// <param name="same">When two states are no change. Default: when they are equal.</param>
    public Informer(
        ApiCalls api, KubernetesResource resource, Projection<T> projection, Action<ObjectChange<T>>? changed,
        InformerOptions options, Random random, TimeProvider time, ILogger logger, IEqualityComparer<T>? same = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _changed = changed;
        _random = random;
        _time = time;
        _log = new InformerLog(resource, logger);
        _lists = new ObjectLists(api, resource, options, time);
        _store = new InformerStore<T>(projection, same ?? EqualityComparer<T>.Default, _log);
        _progress = new InformerProgress(options, _log, random, time);
    }

    /// <summary>All objects of interest. Replaced, never changed; empty before <see cref="Synced"/>.</summary>
    public ImmutableDictionary<ObjectKey, T> Snapshot => _store.Snapshot;

    /// <summary>Completes when the first list is complete, or the kind is known to be absent.</summary>
    public Task Synced => _progress.Synced;

    /// <summary>How it is doing. Replaced, never changed.</summary>
    public InformerHealth Health => _progress.Health;

    /// <summary>Follows the objects until cancelled. To be called once.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var version = await ListAsync(cancellation).ConfigureAwait(false);
                if (!await WatchUntilExpiredAsync(version, cancellation).ConfigureAwait(false))
                    await _progress.FailAsync(new ApiException(HttpStatusCode.Gone, "the watch is too old before anything came"), cancellation).ConfigureAwait(false);
            }
            catch (ApiException error) when (_progress.IsAbsence(error))
            {
                Accept(_store.Begin().Commit(), isAbsent: true);
                await _progress.RestAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (InformerProgress.IsFailure(error, cancellation))
            {
                await _progress.FailAsync(error, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<string> ListAsync(CancellationToken cancellation)
    {
        var listing = _store.Begin();
        var version = await _lists.ReadAllAsync(listing.Add, cancellation).ConfigureAwait(false);
        _log.Listed(listing.Count);
        Accept(listing.Commit(), isAbsent: false);
        return version;
    }

    /// <returns>Whether anything came before the watch was too old to go on.</returns>
    private async Task<bool> WatchUntilExpiredAsync(string version, CancellationToken cancellation)
    {
        var watch = new WatchProgress(version);
        while (!watch.IsExpired)
        {
            var (events, started) = (watch.Events, _time.GetTimestamp());
            try
            {
                await WatchOnceAsync(watch, cancellation).ConfigureAwait(false);
                // Servers end watches after minutes; one that ends at once would be asked again without a pause.
                if (!watch.IsExpired && watch.Events == events && _time.GetElapsedTime(started) < TimeSpan.FromSeconds(1))
                    await _progress.FailAsync(new IOException("the watch ended at once"), cancellation).ConfigureAwait(false);
            }
            catch (ApiException error) when (error.Status == HttpStatusCode.Gone)
            {
                break;
            }
            catch (Exception error) when (InformerProgress.IsFailure(error, cancellation) && !_progress.IsAbsence(error))
            {
                await _progress.FailAsync(error, cancellation).ConfigureAwait(false);
            }
        }

        _log.Expired();
        return watch.Events > 0;
    }

    private async Task WatchOnceAsync(WatchProgress watch, CancellationToken cancellation)
    {
        var length = _options.WatchTime * (1 + _random.NextDouble());
        using var deadline = new CancellationTokenSource(length + WatchGrace, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        using var response = await _lists.WatchAsync(watch.Version, length, either.Token).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
        await foreach (var happened in WatchReader.ReadAsync(stream, either.Token).ConfigureAwait(false))
        {
            var (type, subject) = (happened.Text("type"), happened.Field("object"));
            if (type == "ERROR")
            {
                watch.Fail(subject);
                return;
            }

            watch.Advance(subject);
            _progress.Heard();
            var change = type switch { "ADDED" or "MODIFIED" => _store.Put(subject), "DELETED" => _store.Remove(subject), _ => null };
            if (change is { } told)
                _changed?.Invoke(told);
        }
    }

    private void Accept(List<ObjectChange<T>> changes, bool isAbsent)
    {
        _progress.Sync(isAbsent);
        foreach (var change in changes)
            _changed?.Invoke(change);
    }
}
