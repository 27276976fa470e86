using System.Collections.Immutable;
using System.Net;
using System.Text.Json;

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
    private static readonly TimeSpan ListDeadline = TimeSpan.FromMinutes(2);

    private readonly InformerOptions _options;
    private readonly Action<ObjectChange<T>>? _changed;
    private readonly Random _random;
    private readonly TimeProvider _time;
    private readonly InformerLog _log;
    private readonly ObjectLists _lists;
    private readonly InformerStore<T> _store;
    private readonly Backoff _backoff;
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile InformerHealth _health = new(false, false, 0, null, null);

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
        _lists = new ObjectLists(api, resource, options);
        _store = new InformerStore<T>(projection, same ?? EqualityComparer<T>.Default, _log);
        _backoff = new Backoff(options.FirstRetry, options.LongestRetry, random);
    }

    /// <summary>All objects of interest. Replaced, never changed; empty before <see cref="Synced"/>.</summary>
    public ImmutableDictionary<ObjectKey, T> Snapshot => _store.Snapshot;

    /// <summary>Completes when the first list is complete, or the kind is known to be absent.</summary>
    public Task Synced => _synced.Task;

    /// <summary>How it is doing. Replaced, never changed.</summary>
    public InformerHealth Health => _health;

    /// <summary>Follows the objects until cancelled. To be called once.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var version = await ListAsync(cancellation).ConfigureAwait(false);
                if (await WatchUntilExpiredAsync(version, cancellation).ConfigureAwait(false))
                    continue;
                await FailAsync(new ApiException(HttpStatusCode.Gone, "the watch is too old before anything came"), cancellation).ConfigureAwait(false);
            }
            catch (ApiException error) when (IsAbsent(error))
            {
                Forget();
                await DelayAsync(_options.AbsentRetry * (1 + (_random.NextDouble() / 2)), cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (IsFailure(error, cancellation))
            {
                await FailAsync(error, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<string> ListAsync(CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(ListDeadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        var listing = _store.Begin();
        var continuation = "";
        string? version;
        do
        {
            using var page = await _lists.ReadPageAsync(continuation, either.Token).ConfigureAwait(false);
            foreach (var item in page.RootElement.Items("items"))
                listing.Add(item);
            var metadata = page.RootElement.Field("metadata");
            version = metadata.Text("resourceVersion");
            continuation = metadata.Text("continue") ?? "";
        }
        while (continuation.Length > 0);
        _log.Listed(listing.Count);
        Heard();
        Accept(listing.Commit(), isAbsent: false);
        return version ?? throw new JsonException("the list has no resourceVersion");
    }

    /// <returns>Whether anything came before the watch was too old to go on.</returns>
    private async Task<bool> WatchUntilExpiredAsync(string version, CancellationToken cancellation)
    {
        var watch = new WatchProgress(version);
        while (true)
        {
            var events = watch.Events;
            var started = _time.GetTimestamp();
            try
            {
                await WatchOnceAsync(watch, cancellation).ConfigureAwait(false);
                if (watch.IsExpired)
                {
                    _log.Expired();
                    return watch.Events > 0;
                }

                // Servers end watches after minutes; one that ends at once would be asked again without a pause.
                if (watch.Events == events && _time.GetElapsedTime(started) < TimeSpan.FromSeconds(1))
                    await FailAsync(new IOException("the watch ended at once"), cancellation).ConfigureAwait(false);
            }
            catch (ApiException error) when (error.Status == HttpStatusCode.Gone)
            {
                _log.Expired();
                return watch.Events > 0;
            }
            catch (Exception error) when (IsFailure(error, cancellation) && !(error is ApiException api && IsAbsent(api)))
            {
                await FailAsync(error, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task WatchOnceAsync(WatchProgress watch, CancellationToken cancellation)
    {
        var time = _options.WatchTime * (1 + _random.NextDouble());
        using var deadline = new CancellationTokenSource(time + WatchGrace, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        using var response = await _lists.WatchAsync(watch.Version, time, either.Token).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
        await foreach (var happened in WatchReader.ReadAsync(stream, either.Token).ConfigureAwait(false))
        {
            var subject = happened.Field("object");
            var type = happened.Text("type");
            if (type == "ERROR")
            {
                watch.Fail(subject);
                return;
            }

            watch.Advance(subject);
            Heard();
            var change = type switch { "ADDED" or "MODIFIED" => _store.Put(subject), "DELETED" => _store.Remove(subject), _ => null };
            if (change is { } told)
                _changed?.Invoke(told);
        }
    }

    private void Accept(List<ObjectChange<T>> changes, bool isAbsent)
    {
        _health = _health with { IsSynced = true, IsAbsent = isAbsent };
        _synced.TrySetResult();
        foreach (var change in changes)
            _changed?.Invoke(change);
    }

    private void Forget()
    {
        if (!_health.IsAbsent)
            _log.Absent();
        Heard();
        Accept(_store.Begin().Commit(), isAbsent: true);
    }

    private void Heard() => _health = _health with { Failures = 0, LastError = null, LastContact = _time.GetUtcNow() };

    private async Task FailAsync(Exception error, CancellationToken cancellation)
    {
        var failures = _health.Failures + 1;
        _health = _health with { Failures = failures, LastError = error.Message };
        _log.Failed(failures, error.Message);
        await DelayAsync(_backoff.After(failures, (error as ApiException)?.RetryAfter), cancellation).ConfigureAwait(false);
    }

    private bool IsAbsent(ApiException error) =>
        error.Status == HttpStatusCode.NotFound || (_options.IsOptional && error.Status == HttpStatusCode.Forbidden);

    // A cancellation that is not the caller's is a deadline of ours.
    private static bool IsFailure(Exception error, CancellationToken cancellation) =>
        error is ApiException or HttpRequestException or IOException or JsonException
        || (error is OperationCanceledException && !cancellation.IsCancellationRequested);

    private Task DelayAsync(TimeSpan wait, CancellationToken cancellation) => Task.Delay(wait, _time, cancellation);
}
