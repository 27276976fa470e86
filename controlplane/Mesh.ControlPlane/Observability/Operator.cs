using Grpc.Core;
using Mesh.ControlPlane.Discovery.Proxies;
using Mesh.ControlPlane.Observability.Top;
using Mesh.ControlPlane.Sources;
using Mesh.Protos.Operator.V1;

namespace Mesh.ControlPlane.Observability;

/// <summary>Answers operators: on the private Unix socket, and on the network those that <see cref="OperatorAdmission"/> lets in.</summary>
internal sealed class Operator(ProxyRegistry proxies, TopSampler sampler, IMeshSource configuration, string controlPlane)
    : OperatorService.OperatorServiceBase
{
    private const uint DefaultTopK = 200;

    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public override async Task WatchTop(WatchTopRequest request, IServerStreamWriter<TopSnapshot> responseStream, ServerCallContext context)
    {
        var interval = request.Interval?.ToTimeSpan() ?? DefaultInterval;
        if (interval < ShortestInterval || interval > LongestInterval)
            throw new RpcException(new Status(StatusCode.InvalidArgument, "interval has to be from 200 ms to 1 h"));
        if (request.TopK > ReportChecks.MostRows)
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"top_k is at most {ReportChecks.MostRows}"));
        var watch = sampler.Watch(interval, request.TopK == 0 ? DefaultTopK : request.TopK);
        try
        {
            await foreach (var snapshot in watch.Snapshots.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
                await responseStream.WriteAsync(snapshot, context.CancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            // The operator has seen enough.
        }
        finally
        {
            sampler.Remove(watch);
        }
    }

    /// <inheritdoc/>
    public override Task<ProxyStatusResponse> GetProxyStatus(GetProxyStatusRequest request, ServerCallContext context) =>
        Task.FromResult(new ProxyStatusResponse { Proxies = { proxies.Streams.Select(stream => StatusMessages.Of(stream, controlPlane)) } });

    /// <inheritdoc/>
    public override Task<ConfigStatus> GetConfigStatus(GetConfigStatusRequest request, ServerCallContext context) =>
        Task.FromResult(StatusMessages.Of(configuration.Status));
}
