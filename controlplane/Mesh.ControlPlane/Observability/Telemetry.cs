using Grpc.Core;
using Mesh.Api.Resources;
using Mesh.ControlPlane.Discovery.Proxies;
using Mesh.ControlPlane.Discovery.Snapshots;
using Mesh.ControlPlane.Identity;
using Mesh.ControlPlane.Observability.Top;
using Mesh.Protos.Telemetry.V1;

namespace Mesh.ControlPlane.Observability;

/// <summary>Takes the proxies' telemetry streams. They are silent until an operator watches.</summary>
internal sealed class Telemetry(DiscoveryState state, TelemetryRegistry registry, TopSampler sampler, StreamEvents events, TrustHolder trust)
    : TelemetryService.TelemetryServiceBase
{
    /// <inheritdoc/>
    public override async Task Connect(
        IAsyncStreamReader<ProxyMessage> requestStream, IServerStreamWriter<TelemetryQuery> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken).ConfigureAwait(false))
            return;
        var peer = AuthenticatedPeer.Of(context);
        var connection = new TelemetryConnection(Admit(requestStream.Current, peer));
        registry.Add(connection);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var reading = ReadAsync(connection, new PeerTrust(peer, trust), requestStream, cancellation.Token);
        try
        {
            await foreach (var query in connection.Queries.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
                await responseStream.WriteAsync(query, context.CancellationToken).ConfigureAwait(false);
            if (connection.End is { } end)
                throw new RpcException(end);
        }
        catch (Exception error) when (context.CancellationToken.IsCancellationRequested && error is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The proxy went away.
        }
        finally
        {
            registry.Remove(connection);
            sampler.Forget(connection.Workload);
            await cancellation.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    private NamespacedName Admit(ProxyMessage first, AuthenticatedPeer peer)
    {
        var nodeId = first.Hello?.NodeId ?? "";
        if (ProxyAdmission.Parse(nodeId, out var workload) is { } malformed)
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"the first message has to be a hello: {malformed}"));
        var snapshot = state.Current ?? throw new RpcException(StreamStatus.NotReady);
        if (ProxyAdmission.Decide(snapshot.Mesh, workload, peer.Identity) is { } reason)
            throw events.Denied(nodeId, peer, reason);
        return workload;
    }

    private static string? Check(TelemetryConnection connection, ProxyMessage message)
    {
        if (message.Report is not { } report)
            return "after the hello only reports are expected";
        return connection.TryAnswer() ? ReportChecks.Check(report) : "a report came that was not asked for";
    }

    private void Take(TelemetryConnection connection, Report report)
    {
        var foreign = RowOwnership.DropForeign(report, connection.Workload);
        if (foreign > 0)
            events.ForeignRows(connection.Workload.ToString(), foreign, connection.NoteForeignRows());
        sampler.Answer(connection.Workload, report);
    }

    private async Task ReadAsync(
        TelemetryConnection connection, PeerTrust peer, IAsyncStreamReader<ProxyMessage> messages, CancellationToken cancellation)
    {
        var status = Status.DefaultSuccess;
        try
        {
            while (await messages.MoveNext(cancellation).ConfigureAwait(false))
            {
                if (Check(connection, messages.Current) is { } reason)
                {
                    status = new Status(StatusCode.InvalidArgument, reason);
                    break;
                }

                if (peer.Problem() is { } problem)
                {
                    status = StreamStatus.Untrusted(problem);
                    break;
                }

                Take(connection, messages.Current.Report);
            }
        }
        catch (RpcException error)
        {
            status = error.Status;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The stream is gone.
        }

        connection.Close(status);
    }
}
