using System.Threading.RateLimiting;
using Mesh.CertAuthority.Admission;
using Mesh.CertAuthority.Audit;
using Mesh.Hosting.Surfaces;
using Mesh.Hosting.Tls;

namespace Mesh.CertAuthority.Serving;

/// <summary>The TLS port with the identity service and nothing else.</summary>
internal static class IdentitySurface
{
    // Twice a request's largest part: what is a little too large gets a precise answer, the rest is cut off.
    private const int MaxMessageBytes = 32 * 1024;
    private const int MaxQueuedCalls = 256;

    public static WebApplication Create(CertAuthorityOptions options, ServerCertificate certificate, IdentityEndpoint endpoint, AuditLog audit, TimeProvider time, ILoggerFactory logs)
    {
        var builder = Surface.CreateBuilder(logs);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxConcurrentConnections = 4096;
            kestrel.Limits.MaxRequestBodySize = 2 * MaxMessageBytes;
            kestrel.Listen(options.Listen, listen => listen.UseMeshTls(new TlsListenerOptions(certificate, ClientCertificates.Optional)));
        });
        builder.Services.AddSingleton(endpoint);
        builder.Services.AddSingleton(CreateInterceptor(audit, time, logs));
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxMessageBytes;
            grpc.Interceptors.Add<AdmissionInterceptor>();
        });
        var app = builder.Build();
        app.MapGrpcService<IdentityEndpoint>();
        return app;
    }

    private static AdmissionInterceptor CreateInterceptor(AuditLog audit, TimeProvider time, ILoggerFactory logs)
    {
        // Signing is bound to the processors: more at once would only take longer each.
        var calls = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 2 * Environment.ProcessorCount, QueueLimit = MaxQueuedCalls });
        return new AdmissionInterceptor(new PeerRateLimiter(RateLimits.Default, time), calls, audit, logs.CreateLogger<AdmissionInterceptor>());
    }
}
