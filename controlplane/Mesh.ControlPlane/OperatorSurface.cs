using Mesh.ControlPlane.Observability;
using Mesh.Hosting.Surfaces;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mesh.ControlPlane;

/// <summary>What operators connect to: a Unix socket of mode 0600, so that the file system decides who is one.</summary>
internal static class OperatorSurface
{
    /// <summary>Prepares the surface; the caller starts, stops and disposes it.</summary>
    public static WebApplication Create(string path, Operator service, ILoggerFactory logs)
    {
        var builder = Surface.CreateBuilder(logs);
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ListenUnixSocket(Path.GetFullPath(path), listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(service);
        var app = builder.Build();
        app.MapGrpcService<Operator>();
        return app;
    }
}
