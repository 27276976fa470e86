using System.Net.Sockets;
using Grpc.Net.Client;
using Mesh.ControlPlane.Observability;
using Mesh.ControlPlane.Sources;
using Mesh.ControlPlane.Tests.Serving;
using Mesh.Hosting.Surfaces;
using Mesh.Protos.Operator.V1;
using Mesh.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.ControlPlane.Tests.Observability;

/// <summary>An operator at a control plane's socket.</summary>
internal sealed class TestOperator : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly WebApplication _surface;
    private readonly GrpcChannel _channel;

    private TestOperator(TestControlPlane server, IMeshSource source)
    {
        Socket = _directory["operator.sock"];
        _surface = OperatorSurface.Create(Socket, new Operator(server.Proxies, server.Sampler, source, "cp-1"), NullLoggerFactory.Instance);
        _channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellation) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            },
            DisposeHttpClient = true,
        });
    }

    public string Socket { get; }

    public OperatorService.OperatorServiceClient Client => new(_channel);

    public static async Task<TestOperator> StartAsync(TestControlPlane server, IMeshSource? source = null)
    {
        var result = new TestOperator(server, source ?? new FixedStatus(ConfigurationStatus.Initial));
        await Surface.StartAsync(result._surface, "operators", CancellationToken.None);
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _surface.StopAsync();
        await _surface.DisposeAsync();
        _directory.Dispose();
    }

    internal sealed record FixedStatus(ConfigurationStatus Status) : IMeshSource
    {
        public bool IsConnected => true;

        public Task RunAsync(CancellationToken cancellation) => Task.CompletedTask;
    }
}
