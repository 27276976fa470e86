using System.Net;

namespace Shop;

/// <summary>What the serving roles have in common.</summary>
internal static class ServerRole
{
    private const string CallerHeader = "x-forwarded-client-cert";

    /// <summary>A web server on all addresses: it knows nothing of the mesh that stands in front of it.</summary>
    public static WebApplicationBuilder Builder(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Any, port));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        return builder;
    }

    /// <summary>The application, with the path its health checks ask.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.MapGet("/healthz", () => "ok");
        return app;
    }

    /// <summary>Who calls, as the mesh says; "nobody" without a mesh or for a caller outside it.</summary>
    public static string Caller(HttpRequest request) =>
        request.Headers[CallerHeader] is [{ Length: > 0 } caller] ? caller : "nobody";
}
