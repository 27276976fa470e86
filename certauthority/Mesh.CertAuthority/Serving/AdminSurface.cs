using Mesh.Hosting.Surfaces;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mesh.CertAuthority.Serving;

/// <summary>The operators' Unix socket with the join token service and nothing else.</summary>
internal static class AdminSurface
{
    private const int MaxMessageBytes = 8 * 1024;

    public static WebApplication Create(string socket, JoinTokenEndpoint endpoint, ILoggerFactory logs)
    {
        var builder = Surface.CreateBuilder(logs);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxConcurrentConnections = 16;
            kestrel.ListenUnixSocket(Path.GetFullPath(socket), listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton(endpoint);
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = MaxMessageBytes);
        var app = builder.Build();
        app.MapGrpcService<JoinTokenEndpoint>();
        return app;
    }
}
