using System.Net;
using Mesh.Hosting.Surfaces;
using Prometheus;

namespace Mesh.Hosting.Health;

/// <summary>
/// The plaintext port that monitoring reads: <c>/live</c>, <c>/ready</c> (503 and the reasons until ready) and <c>/metrics</c>
/// (Prometheus text), nothing else.
/// </summary>
public static class HealthSurface
{
    /// <summary>Prepares the surface; the caller starts, stops and disposes it.</summary>
    /// <param name="endpoint">Where to listen; port 0: any.</param>
    /// <param name="readiness">What <c>/ready</c> answers.</param>
    /// <param name="registry">What <c>/metrics</c> shows.</param>
    /// <param name="logs">The service's log.</param>
    public static WebApplication Create(IPEndPoint endpoint, Readiness readiness, CollectorRegistry registry, ILoggerFactory logs)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var builder = Surface.CreateBuilder(logs);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxConcurrentConnections = 64;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(endpoint);
        });
        var app = builder.Build();
        app.MapGet("/live", context => Answer(context, StatusCodes.Status200OK, "live"));
        app.MapGet("/ready", context => Ready(context, readiness.Waiting));
        app.MapMetrics("/metrics", registry);
        return app;
    }

    private static Task Ready(HttpContext context, IReadOnlyList<string> waiting) => waiting.Count == 0
        ? Answer(context, StatusCodes.Status200OK, "ready")
        : Answer(context, StatusCodes.Status503ServiceUnavailable, $"waiting for {string.Join(", ", waiting)}");

    private static Task Answer(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }
}
