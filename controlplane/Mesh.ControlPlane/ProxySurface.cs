using System.Net;
using Mesh.ControlPlane.Discovery;
using Mesh.ControlPlane.Observability;
using Mesh.Hosting.Surfaces;
using Mesh.Hosting.Tls;

namespace Mesh.ControlPlane;

/// <summary>What proxies connect to: discovery and telemetry over mutual TLS 1.3. Operators from elsewhere come here too.</summary>
internal static class ProxySurface
{
    // A proxy has a discovery and a telemetry stream; the rest is for reconnections that overlap.
    private const int StreamsPerConnection = 16;

    // 10 000 names of up to 512 characters with their versions would be more, but names are short in practice.
    private const int LargestRequest = 4 << 20;

    /// <summary>Prepares the surface; the caller starts, stops and disposes it.</summary>
    public static WebApplication Create(
        IPEndPoint endpoint, TlsListenerOptions tls, AggregatedDiscovery discovery, Telemetry telemetry, Operator operators, ILoggerFactory logs)
    {
        var builder = Surface.CreateBuilder(logs);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
            // The discovery service has its own deadline for clients that do not read.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(endpoint, listen => listen.UseMeshTls(tls));
        });
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = LargestRequest)
            .AddServiceOptions<Operator>(service => service.Interceptors.Add<OperatorAdmission>());
        builder.Services.AddSingleton(discovery);
        builder.Services.AddSingleton(telemetry);
        builder.Services.AddSingleton(operators);
        var app = builder.Build();
        app.MapGrpcService<AggregatedDiscovery>();
        app.MapGrpcService<Telemetry>();
        app.MapGrpcService<Operator>();
        return app;
    }
}
