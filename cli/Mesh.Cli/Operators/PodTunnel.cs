using System.Net.Security;
using Grpc.Net.Client;
using k8s;
using k8s.Models;
using Mesh.Cli.Shared;
using Mesh.Conventions;

namespace Mesh.Cli.Operators;

/// <summary>Connections to a port of one of the mesh's own pods, through the API server (port-forward).</summary>
internal sealed class PodTunnel(IKubernetes api, string app, int port)
{
    /// <summary>gRPC over such a connection.</summary>
    /// <param name="security">Whom the connection trusts and what it shows.</param>
    internal GrpcChannel Open(SslClientAuthenticationOptions security)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = security,
            UseProxy = false,
            ConnectCallback = async (_, cancellation) => await ConnectAsync(cancellation),
        };
        return GrpcChannel.ForAddress($"https://{app}:{port}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    private async Task<Stream> ConnectAsync(CancellationToken cancellation)
    {
        var pod = await ReadyPodAsync(cancellation);
        var socket = await api.WebSocketNamespacedPodPortForwardAsync(pod, MeshIdentities.SystemNamespace, [port], "v4.channel.k8s.io", cancellationToken: cancellation);
        var demuxer = new StreamDemuxer(socket, StreamType.PortForward, ownsSocket: true);
        demuxer.Start();
        return new ForwardedStream(demuxer);
    }

    private async Task<string> ReadyPodAsync(CancellationToken cancellation)
    {
        var pods = await api.CoreV1.ListNamespacedPodAsync(MeshIdentities.SystemNamespace, labelSelector: $"app={app}", cancellationToken: cancellation);
        return pods.Items.FirstOrDefault(IsReady)?.Name()
            ?? throw new CliException($"no pod of {app} is ready in namespace {MeshIdentities.SystemNamespace}", $"see 'kubectl get pods -n {MeshIdentities.SystemNamespace}'; the mesh may not be installed in this cluster");
    }

    private static bool IsReady(V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is null && pod.Status?.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true;
}
