using System.Net;
using System.Text.Json;

namespace Mesh.Hosting.Kubernetes.Informers;

/// <summary>How an informer is doing, and how long it waits because of that. One writer; any thread may read <see cref="Health"/>.</summary>
internal sealed class InformerProgress(InformerOptions options, InformerLog log, Random random, TimeProvider time)
{
    private readonly Backoff _backoff = new(options.FirstRetry, options.LongestRetry, random);
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile InformerHealth _health = new(false, false, 0, null, null);

    public InformerHealth Health => _health;

    public Task Synced => _synced.Task;

    /// <summary>Something came from the server.</summary>
    public void Heard() => _health = _health with { Failures = 0, LastError = null, LastContact = time.GetUtcNow() };

    /// <summary>The state is whole.</summary>
    public void Sync(bool isAbsent)
    {
        if (isAbsent && !_health.IsAbsent)
            log.Absent();
        Heard();
        _health = _health with { IsSynced = true, IsAbsent = isAbsent };
        _synced.TrySetResult();
    }

    /// <summary>An attempt failed: waits before the next.</summary>
    public async Task FailAsync(Exception error, CancellationToken cancellation)
    {
        var failures = _health.Failures + 1;
        _health = _health with { Failures = failures, LastError = error.Message };
        log.Failed(failures, error.Message);
        await Task.Delay(_backoff.After(failures, (error as ApiException)?.RetryAfter), time, cancellation).ConfigureAwait(false);
    }

    /// <summary>Waits before a kind that does not exist is asked for again.</summary>
    public Task RestAsync(CancellationToken cancellation) => Task.Delay(options.AbsentRetry * (1 + (random.NextDouble() / 2)), time, cancellation);

    /// <summary>Whether an error means that there is no such kind.</summary>
    public bool IsAbsence(Exception error) => error is ApiException { Status: { } status }
        && (status == HttpStatusCode.NotFound || (options.IsOptional && status == HttpStatusCode.Forbidden));

    /// <summary>Whether an error is to be waited out. A cancellation that is not the caller's is a deadline of ours.</summary>
    public static bool IsFailure(Exception error, CancellationToken cancellation) =>
        error is ApiException or HttpRequestException or IOException or JsonException
        || (error is OperationCanceledException && !cancellation.IsCancellationRequested);
}
