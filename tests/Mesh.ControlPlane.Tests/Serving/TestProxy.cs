using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.ControlPlane.Tests.Discovery.Subscriptions;
using Mesh.Conventions;
using Mesh.Protos.Operator.V1;
using Mesh.Protos.Telemetry.V1;
using Mesh.TestKit;

namespace Mesh.ControlPlane.Tests.Serving;

/// <summary>A proxy as far as the control plane can tell: a real gRPC client on its own TLS connection.</summary>
internal sealed class TestProxy : IDisposable
{
    private readonly SocketsHttpHandler _handler;
    private readonly GrpcChannel _channel;
    private readonly string _nodeId;
    private AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse>? _call;
    private bool _hasNode;

    public TestProxy(string address, string nodeId, X509Certificate2? certificate)
    {
        _nodeId = nodeId;
        _handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls13,
                ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, [], offline: true),
                RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
            },
        };
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = _handler, MaxReceiveMessageSize = null });
    }

    /// <summary>Which of the workload's processes it says it is.</summary>
    public string Process { get; set; } = "";

    public AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> Call =>
        _call ??= new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(_channel).DeltaAggregatedResources();

    public AggregatedDiscoveryService.AggregatedDiscoveryServiceClient Discovery => new(_channel);

    public OperatorService.OperatorServiceClient Operator => new(_channel);

    public TelemetryService.TelemetryServiceClient Telemetry => new(_channel);

    public Task SubscribeAsync(string type, params string[] names) => SendAsync(new DeltaDiscoveryRequest
    {
        TypeUrl = ShortTypes.UrlOf(type),
        ResourceNamesSubscribe = { names },
    });

    /// <summary>Subscribes to what was received on an earlier stream.</summary>
    public Task ResumeAsync(DeltaDiscoveryResponse received) => SendAsync(new DeltaDiscoveryRequest
    {
        TypeUrl = received.TypeUrl,
        ResourceNamesSubscribe = { received.Resources.Select(resource => resource.Name) },
        InitialResourceVersions = { received.Resources.ToDictionary(resource => resource.Name, resource => resource.Version) },
    });

    public Task AcknowledgeAsync(DeltaDiscoveryResponse response, string? refusal = null) => SendAsync(new DeltaDiscoveryRequest
    {
        TypeUrl = response.TypeUrl,
        ResponseNonce = response.Nonce,
        ErrorDetail = refusal is null ? null : new Google.Rpc.Status { Code = 3, Message = refusal },
    });

    public Task SendAsync(DeltaDiscoveryRequest request)
    {
        if (!_hasNode)
            request.Node = new Node { Id = _nodeId, UserAgentName = "test", UserAgentVersion = "1.2.3", Metadata = new Struct { Fields = { [NodeMetadata.Process] = Value.ForString(Process) } } };
        _hasNode = true;
        return Call.RequestStream.WriteAsync(request);
    }

    /// <summary>The next response.</summary>
    public async Task<DeltaDiscoveryResponse> ReceiveAsync()
    {
        Assert.True(await MoveNextAsync(), "the stream ended");
        return Call.ResponseStream.Current;
    }

    /// <summary>The next response, acknowledged.</summary>
    public async Task<DeltaDiscoveryResponse> TakeAsync()
    {
        var response = await ReceiveAsync();
        await AcknowledgeAsync(response);
        return response;
    }

    /// <summary>How the stream ends.</summary>
    public async Task<Status> EndAsync()
    {
        try
        {
            while (await MoveNextAsync())
            {
            }

            return Call.GetStatus();
        }
        catch (RpcException error)
        {
            return error.Status;
        }
    }

    public void Dispose()
    {
        _call?.Dispose();
        _channel.Dispose();
        _handler.Dispose();
    }

    private Task<bool> MoveNextAsync() => Call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Eventually.DefaultTimeout);
}
