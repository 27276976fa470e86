using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Mesh.Api.Problems;
using Mesh.ControlPlane.Sources.Kubernetes.Objects;
using Mesh.Hosting.Kubernetes;

namespace Mesh.ControlPlane.Sources.Kubernetes.Statuses;

/// <summary>Writes into routes what became of them, when that changes. Only the newest state counts.</summary>
/// <param name="api">The API server.</param>
/// <param name="routes">The routes as they are now.</param>
/// <param name="log">Takes what cannot be written.</param>
/// <param name="time">Clock.</param>
internal sealed class RouteStatusWriter(ApiCalls api, Func<IEnumerable<RouteObject>> routes, StatusLog log, TimeProvider time)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);

    private readonly Channel<ILookup<string, Problem>> _newest =
        Channel.CreateBounded<ILookup<string, Problem>>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Notes that the routes or what is wrong with them changed. Never blocks.</summary>
    /// <param name="problems">All that is wrong in the cluster.</param>
    public void Update(ImmutableArray<Problem> problems) => _newest.Writer.TryWrite(problems.ToLookup(problem => problem.Resource));

    /// <summary>Writes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var problems = await _newest.Reader.ReadAsync(cancellation).ConfigureAwait(false);
            if (await WriteAsync(problems, cancellation).ConfigureAwait(false))
                continue;
            await Task.Delay(Retry, time, cancellation).ConfigureAwait(false);
            if (_newest.Reader.Count == 0)
                _newest.Writer.TryWrite(problems);
        }
    }

    private async Task<bool> WriteAsync(ILookup<string, Problem> problems, CancellationToken cancellation)
    {
        var isDone = true;
        foreach (var route in routes())
        {
            var together = problems[route.Identity].Except(route.Problems).ToArray();
            if (RouteStatus.Patch(route, together, time.GetUtcNow()) is { } patch)
                isDone &= await WriteAsync(route, JsonSerializer.SerializeToUtf8Bytes(patch), cancellation).ConfigureAwait(false);
        }

        return isDone;
    }

    private async Task<bool> WriteAsync(RouteObject route, byte[] patch, CancellationToken cancellation)
    {
        try
        {
            await api.PatchStatusAsync(route.Kind.Resource, route.Key, patch, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (ApiException error) when (error.Status == HttpStatusCode.NotFound)
        {
            return true;
        }
        catch (ApiException error)
        {
            // Also when someone else wrote it meanwhile: the next attempt begins from what they left.
            log.NotWritten(route.Identity, error.Message);
            return false;
        }
    }
}
