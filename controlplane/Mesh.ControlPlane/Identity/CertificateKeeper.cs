using Mesh.Hosting.Tls;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Rotation;
using Mesh.Identity.Trust;

namespace Mesh.ControlPlane.Identity;

/// <summary>
/// Keeps the control plane's own certificate valid and the trust bundle current. A failure changes nothing but the time of the next
/// attempt: while the authority is away the certificate and the bundle stay in use.
/// </summary>
internal sealed class CertificateKeeper(
    SpiffeId identity,
    CertificateRequests requests,
    ICertificateAuthority authority,
    TrustHolder trust,
    BundleFile file,
    IBundleSink sink,
    RotationSchedule schedule,
    CertificateLog log,
    TimeProvider time) : IDisposable
{
    /// <summary>How often the authority is asked for the roots between renewals: a root is to be trusted soon after it was added.</summary>
    public static readonly TimeSpan BundleRefresh = TimeSpan.FromSeconds(30);

    private WorkloadCertificate? _certificate;
    private string? _published;
    private int _failures;

    /// <summary>Obtains the first certificate, however long that takes.</summary>
    public async Task<ServerCertificate> ObtainAsync(CancellationToken cancellation)
    {
        if (file.Read(identity.TrustDomain) is { } known)
            trust.Replace(known);
        while (true)
        {
            if (await TryRenewAsync(cancellation).ConfigureAwait(false) is { } first)
                return new ServerCertificate(first.CreateSslContext());
            await DelayUntilAsync(NextRetry(), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Renews the certificate and refreshes the bundle until cancelled.</summary>
    /// <param name="shown">Where renewed certificates are put.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task KeepAsync(ServerCertificate shown, CancellationToken cancellation)
    {
        var renewAt = schedule.RenewAt(time.GetUtcNow(), _certificate!.NotAfter);
        while (true)
        {
            var refreshAt = time.GetUtcNow() + BundleRefresh;
            await DelayUntilAsync(renewAt < refreshAt ? renewAt : refreshAt, cancellation).ConfigureAwait(false);
            if (time.GetUtcNow() < renewAt)
            {
                await RefreshBundleAsync(cancellation).ConfigureAwait(false);
                continue;
            }

            if (await TryRenewAsync(cancellation).ConfigureAwait(false) is not { } renewed)
            {
                renewAt = NextRetry();
                continue;
            }

            shown.Replace(renewed.CreateSslContext());
            renewAt = schedule.RenewAt(time.GetUtcNow(), renewed.NotAfter);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate?.Dispose();

    private async Task<WorkloadCertificate?> TryRenewAsync(CancellationToken cancellation)
    {
        try
        {
            var signed = await requests.AskAsync(_certificate, cancellation).ConfigureAwait(false);
            _certificate?.Dispose();
            _certificate = signed.Certificate;
            _failures = 0;
            Accept(signed.Bundle);
            log.Obtained(identity.ToString(), signed.Certificate.NotAfter);
            return signed.Certificate;
        }
        catch (Exception error) when (error is AuthorityException or IOException)
        {
            _failures++;
            // A bundle that was only read from disk may be that of an earlier mesh: the ticket decides then.
            if (error is AuthorityException { IsUnverified: true } && _certificate is null)
                trust.Clear();
            log.Failed(error.Message, _failures, _certificate?.NotAfter);
            return null;
        }
    }

    private async Task RefreshBundleAsync(CancellationToken cancellation)
    {
        try
        {
            Accept(await authority.GetBundleAsync(trust.Verifier!, cancellation).ConfigureAwait(false));
        }
        catch (AuthorityException error)
        {
            log.BundleKept(error.Message);
        }
    }

    private void Accept(TrustBundle bundle)
    {
        if (bundle.Version == _published)
            return;
        trust.Replace(bundle);
        try
        {
            file.Write(bundle);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.BundleNotWritten(error.Message);
        }

        sink.Publish(bundle);
        _published = bundle.Version;
        log.BundleInForce(bundle.Version, bundle.Roots.Length);
    }

    private DateTimeOffset NextRetry() => schedule.RetryAt(_failures, time.GetUtcNow(), _certificate?.NotAfter);

    private Task DelayUntilAsync(DateTimeOffset at, CancellationToken cancellation)
    {
        // Timers cut to whole milliseconds: without rounding up this would wake too early, again and again.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling((at - time.GetUtcNow()).TotalMilliseconds));
        return wait <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, time, cancellation);
    }
}
