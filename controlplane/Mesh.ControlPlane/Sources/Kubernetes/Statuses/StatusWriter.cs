using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Mesh.Api.Problems;
using Mesh.ControlPlane.Sources.Kubernetes.Objects;
using Mesh.Hosting.Kubernetes;

namespace Mesh.ControlPlane.Sources.Kubernetes.Statuses;

/// <summary>Writes into objects what became of them, when that changes. Only the newest state counts.</summary>
/// <param name="api">The API server.</param>
/// <param name="objects">The objects as they are now.</param>
/// <param name="log">Takes what cannot be written.</param>
/// <param name="time">Clock.</param>
internal sealed class StatusWriter(ApiCalls api, Func<IEnumerable<ReportedObject>> objects, StatusLog log, TimeProvider time)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile ILookup<string, Problem> _problems = Array.Empty<Problem>().ToLookup(problem => problem.Resource);

    /// <summary>Notes that objects or what is wrong with them changed. Never blocks.</summary>
    /// <param name="problems">All that is wrong in the cluster.</param>
    public void Update(ImmutableArray<Problem> problems)
    {
        _problems = problems.ToLookup(problem => problem.Resource);
        _wake.Writer.TryWrite(true);
    }

    /// <summary>Writes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await _wake.Reader.ReadAsync(cancellation).ConfigureAwait(false);
            if (await WriteAsync(_problems, cancellation).ConfigureAwait(false))
                continue;
            await WaitAsync(cancellation).ConfigureAwait(false);
            _wake.Writer.TryWrite(true);
        }
    }

    // What changed meanwhile need not wait for what could not be written.
    private async Task WaitAsync(CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(_wake.Reader.WaitToReadAsync(either.Token).AsTask(), Task.Delay(Retry, time, either.Token)).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    private async Task<bool> WriteAsync(ILookup<string, Problem> problems, CancellationToken cancellation)
    {
        var isDone = true;
        foreach (var subject in objects())
        {
            var together = problems[subject.Identity].Except(subject.Problems).ToArray();
            if (StatusPatch.Of(subject, together, time.GetUtcNow()) is { } patch)
                isDone &= await WriteAsync(subject, JsonSerializer.SerializeToUtf8Bytes(patch), cancellation).ConfigureAwait(false);
        }

        return isDone;
    }

    private async Task<bool> WriteAsync(ReportedObject subject, byte[] patch, CancellationToken cancellation)
    {
        try
        {
            await api.PatchStatusAsync(subject.Kind.Resource, subject.Key, patch, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (ApiException error) when (error.Status == HttpStatusCode.NotFound)
        {
            return true;
        }
        catch (ApiException error)
        {
            // Also when someone else wrote it meanwhile: the next attempt begins from what they left.
            log.NotWritten(subject.Identity, error.Message);
            return false;
        }
    }
}
