namespace Mesh.Discovery.Credentials;

/// <summary>The wait for the next attempt to obtain a certificate, which can be cut short. Thread-safe.</summary>
internal sealed class RenewalPause(TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenSource _hurry = new();

    /// <summary>The wait that is going on, or the next one, ends at once.</summary>
    public void CutShort()
    {
        lock (_lock)
            _ = _hurry.CancelAsync();
    }

    /// <summary>An attempt begins: what hurries from now on is about the certificate that it obtains, or about the next attempt.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            if (!_hurry.IsCancellationRequested)
                return;
            _hurry.Dispose();
            _hurry = new CancellationTokenSource();
        }
    }

    /// <summary>Waits; also ends when cancelled, without an exception.</summary>
    public async Task WaitAsync(TimeSpan pause, CancellationToken cancellation)
    {
        if (pause <= TimeSpan.Zero)
            return;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _hurry.Token);
        await Task.Delay(pause, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _hurry.Dispose();
}
