using System.Security.Cryptography;
using Mesh.Discovery.Transport;
using Mesh.Identity.Certificates;
using Mesh.Identity.Rotation;
using Mesh.Identity.Trust;
using Microsoft.Extensions.Logging;

namespace Mesh.Discovery.Credentials;

/// <summary>
/// Obtains the workload's certificate and keeps it fresh: at half of its life, with the certificate itself; at first and after it
/// has expired, with the join token. A failure keeps what is there. Keys are made in memory and never leave it.
/// </summary>
public sealed class CertificateClient : ICredentialSource, IAsyncDisposable
{
    private readonly Enrolment _enrolment;
    private readonly RotationSchedule _schedule;
    private readonly ChainCheck _check;
    private readonly RenewalPause _pause;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private volatile WorkloadCredentials? _current;
    private WorkloadCertificate? _replaced;
    private Task _running = Task.CompletedTask;

    /// <summary>Creates a client; nothing happens before <see cref="Start"/>.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="connect">Makes the transport of each call.</param>
    /// <param name="check">Verifies certificates as peers do.</param>
    /// <param name="time">Clock.</param>
    /// <param name="random">Jitter; used by one thread.</param>
    /// <param name="logger">One line per event; never tokens or keys.</param>
    public CertificateClient(CertificateOptions options, ControlConnector connect, ChainCheck check, TimeProvider time, Random random, ILogger logger)
    {
        _enrolment = new Enrolment(options, new CertAuthorityClient(options, connect, check, time), time);
        _check = check;
        _pause = new RenewalPause(time);
        _schedule = new RotationSchedule(random);
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    public event Action<WorkloadCredentials>? Changed;

    /// <inheritdoc/>
    public WorkloadCredentials? Current => _current;

    /// <summary>Begins to work; returns at once.</summary>
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
            // A root that is on its way out: peers without it refuse the certificate, so a new one is due.
            if (_check(next.Certificate, bundle, _time.GetUtcNow()) is not null)
                _pause.CutShort();
        }
        CredentialLog.BundleChanged(_logger, next.Bundle.Version, next.Bundle.Roots.Length);
        Changed?.Invoke(next);
    }

    /// <summary>Stops and overwrites the keys.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _replaced?.Dispose();
        _current?.Certificate.Dispose();
        _pause.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        var failures = 0;
        while (!cancellation.IsCancellationRequested)
        {
            failures = await TryObtainAsync(cancellation).ConfigureAwait(false) ? 0 : failures + 1;
            var now = _time.GetUtcNow();
            var end = _current?.Certificate.NotAfter;
            var next = failures == 0 ? _schedule.RenewAt(now, end!.Value) : _schedule.RetryAt(failures, now, end);
            await _pause.WaitAsync(next - now, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryObtainAsync(CancellationToken cancellation)
    {
        _pause.Reset();
        try
        {
            Accept(await _enrolment.ObtainAsync(_current, cancellation).ConfigureAwait(false));
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failed) when (failed is ControlTransportException or FormatException or IOException or CryptographicException)
        {
            var state = _current is { } current ? $"The current one stays in force until {current.Certificate.NotAfter:O}" : "There is none yet";
            CredentialLog.NotObtained(_logger, state, failed.Message);
            return false;
        }
    }

    private void Accept(WorkloadCredentials obtained)
    {
        WorkloadCertificate? unused;
        lock (_lock)
        {
            // TLS contexts may just be made of the one that is replaced now; the one before it is surely out of use.
            unused = _replaced;
            _replaced = _current?.Certificate;
            _current = obtained;
        }
        unused?.Dispose();
        CredentialLog.Obtained(_logger, obtained.Certificate.Id.ToString(), obtained.Certificate.NotAfter, obtained.Bundle.Version);
        Changed?.Invoke(obtained);
        _first.TrySetResult();
    }
}
