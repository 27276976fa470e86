using System.Threading.Channels;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Mesh.Hosting.Kubernetes.Informers;
using Mesh.Injection.Decisions;

namespace Mesh.Injector.Namespaces;

/// <summary>Keeps the label of each namespace that has the annotation.</summary>
internal sealed partial class LabelMirroring(IKubernetes client, TimeProvider time, ILogger<LabelMirroring> log)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly Channel<(NamespaceFacts Now, NamespaceFacts? Before)> _changes = Channel.CreateUnbounded<(NamespaceFacts, NamespaceFacts?)>(new() { SingleReader = true });

    /// <summary>A namespace changed.</summary>
    public void OnChange(ObjectChange<NamespaceFacts> change)
    {
        if (change.After is { } now && LabelMirror.PatchOf(now, change.Before) is not null)
            _changes.Writer.TryWrite((now, change.Before));
    }

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var (now, before) in _changes.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            while (!await TryPatchAsync(now, before, cancellation).ConfigureAwait(false))
                await Task.Delay(Retry, time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryPatchAsync(NamespaceFacts now, NamespaceFacts? before, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            var patch = new V1Patch(LabelMirror.PatchOf(now, before)!.ToJsonString(), V1Patch.PatchType.MergePatch);
            await client.CoreV1.PatchNamespaceAsync(patch, now.Name, cancellationToken: either.Token).ConfigureAwait(false);
            LogMirrored(now.Name);
            return true;
        }
        catch (HttpOperationException refused) when (refused.Response.StatusCode is System.Net.HttpStatusCode.NotFound)
        {
            return true;
        }
        catch (HttpOperationException refused)
        {
            LogRefused(now.Name, $"the API server answered {(int)refused.Response.StatusCode}");

            // What it does not allow now it will not allow later: the next change of the namespace is the next attempt.
            return (int)refused.Response.StatusCode < 500;
        }
        catch (Exception failed) when (failed is HttpRequestException || (failed is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            LogRefused(now.Name, failed.Message);
            return false;
        }
    }

    [LoggerMessage(30, LogLevel.Information, "namespace {Namespace}: label meshctl.dev/inject set as the annotation says")]
    private partial void LogMirrored(string @namespace);

    [LoggerMessage(31, LogLevel.Warning, "namespace {Namespace}: label meshctl.dev/inject not set, so that its pods may start without a proxy while the injector is down: {Reason}")]
    private partial void LogRefused(string @namespace, string reason);
}
