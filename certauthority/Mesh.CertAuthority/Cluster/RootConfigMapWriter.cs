using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Mesh.Conventions;

namespace Mesh.CertAuthority.Cluster;

/// <summary>Writes the ConfigMap of one namespace. Needs the rights create and update alone.</summary>
internal sealed partial class RootConfigMapWriter(IKubernetes client, string pem, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Creates it, or replaces what is there.</summary>
    /// <returns>Whether nothing is left to do; false: try again.</returns>
    public async Task<bool> TryWriteAsync(string place, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            await WriteAsync(place, either.Token).ConfigureAwait(false);
            LogWritten(logger, place);
            return true;
        }
        catch (HttpOperationException gone) when (gone.Response.StatusCode == HttpStatusCode.NotFound)
        {
            // The namespace, or between two requests the ConfigMap: the watch tells which.
            return true;
        }
        catch (HttpOperationException refused)
        {
            LogRefused(logger, place, $"{(int)refused.Response.StatusCode} {refused.Response.Content.ReplaceLineEndings(" ")}");
        }
        catch (Exception failed) when (failed is HttpRequestException || (failed is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            LogRefused(logger, place, failed.Message);
        }
        return false;
    }

    private async Task WriteAsync(string place, CancellationToken cancellation)
    {
        var wanted = new V1ConfigMap
        {
            Metadata = new V1ObjectMeta { Name = InjectionNames.RootVolume, NamespaceProperty = place, Labels = ClusterLabels.ManagedByUs() },
            Data = new Dictionary<string, string> { [InjectionNames.RootKey] = pem },
        };
        try
        {
            await client.CoreV1.CreateNamespacedConfigMapAsync(wanted, place, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (HttpOperationException conflict) when (conflict.Response.StatusCode == HttpStatusCode.Conflict)
        {
            await client.CoreV1.ReplaceNamespacedConfigMapAsync(wanted, InjectionNames.RootVolume, place, cancellationToken: cancellation).ConfigureAwait(false);
        }
    }

    [LoggerMessage(41, LogLevel.Debug, "roots written to namespace {Namespace}")]
    private static partial void LogWritten(ILogger logger, string @namespace);

    [LoggerMessage(42, LogLevel.Warning, "roots not written to namespace {Namespace}, trying again; pods that are injected there wait: {Reason}")]
    private static partial void LogRefused(ILogger logger, string @namespace, string reason);
}
