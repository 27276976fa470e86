using Mesh.Discovery.Transport;
using Mesh.Identity.Rotation;
using Mesh.Identity.Trust;
using Microsoft.Extensions.Logging;

namespace Mesh.Discovery.Credentials;

/// <summary>
/// Keeps the workload's certificate current: the first by join token, later ones by the certificate itself, at half of the
/// remaining life. A failure keeps what is valid. Keys are made in memory and never leave it.
/// </summary>
public sealed class CertificateClient : ICredentialSource, IAsyncDisposable
{
    private readonly Enrolment _enrolment;
    private readonly RotationSchedule _schedule;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private volatile WorkloadCredentials? _current;
    private Task _running = Task.CompletedTask;

    /// <summary>Creates a client; nothing happens before <see cref="Start"/>.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="time">Clock.</param>
    /// <param name="random">Jitter; used by one thread.</param>
    /// <param name="logger">One line per event; never tokens or keys.</param>
    public CertificateClient(CertificateOptions options, TimeProvider time, Random random, ILogger logger)
    {
        _enrolment = new Enrolment(options, time);
        _schedule = new RotationSchedule(random);
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    public event Action<WorkloadCredentials>? Changed;

    /// <inheritdoc/>
    public WorkloadCredentials? Current => _current;

    /// <summary>Begins to work.</summary>
    public void Start() => _running = Task.Run(() => RunAsync(_stop.Token));

    /// <inheritdoc/>
    public Task WaitAsync(CancellationToken cancellation) => _first.Task.WaitAsync(cancellation);

    /// <inheritdoc/>
    public void OfferRoots(IReadOnlyCollection<ReadOnlyMemory<byte>> roots)
    {
        WorkloadCredentials next;
        lock (_lock)
        {
            if (_current is not { } current)
                return;
            var bundle = TrustBundle.Create(current.Bundle.TrustDomain, roots);
            if (bundle.Version == current.Bundle.Version)
                return;
            _current = next = current with { Bundle = bundle };
        }
        CredentialLog.BundleChanged(_logger, next.Bundle.Version);
        Changed?.Invoke(next);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        for (var failures = 0; ;)
        {
            var next = await TryObtainAsync(failures, cancellation).ConfigureAwait(false);
            failures = next.Failures;
            var pause = next.At - _time.GetUtcNow();
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, _time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<(int Failures, DateTimeOffset At)> TryObtainAsync(int failures, CancellationToken cancellation)
    {
        try
        {
            var obtained = await _enrolment.ObtainAsync(_current, cancellation).ConfigureAwait(false);
            Publish(obtained);
            return (0, _schedule.RenewAt(_time.GetUtcNow(), obtained.Certificate.NotAfter));
        }
        catch (Exception failed) when (failed is ControlTransportException or FormatException or IOException or UnauthorizedAccessException)
        {
            CredentialLog.NotObtained(_logger, _current is null ? "There is none yet" : $"The current one stays in force until {_current.Certificate.NotAfter:O}", failed.Message);
            return (failures + 1, _schedule.RetryAt(failures + 1, _time.GetUtcNow(), _current?.Certificate.NotAfter));
        }
    }

    private void Publish(WorkloadCredentials obtained)
    {
        lock (_lock)
            _current = obtained;
        CredentialLog.Obtained(_logger, obtained.Certificate.Id.ToString(), obtained.Certificate.NotAfter);
        _first.TrySetResult();
        Changed?.Invoke(obtained);
    }
}
