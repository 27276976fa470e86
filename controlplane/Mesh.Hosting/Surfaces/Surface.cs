using System.Net;
using Mesh.Hosting.Programs;
using Mesh.Hosting.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mesh.Hosting.Surfaces;

/// <summary>
/// One listener of a service with its own small web application, so that what is meant for one port or socket can never be
/// reached through another. Reads no configuration files and no environment.
/// </summary>
public static class Surface
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A builder with Kestrel, routing and the service's log, and with limits that suit small messages.</summary>
    public static WebApplicationBuilder CreateBuilder(ILoggerFactory logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UsePrivateUnixSockets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        });
        builder.Services.AddRouting();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.Replace(ServiceDescriptor.Singleton(logs));
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, ProgramLifetime>());
        return builder;
    }

    /// <summary>Starts listening.</summary>
    /// <param name="app">The surface; must have exactly one listener.</param>
    /// <param name="what">What the surface is for, for the error.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>Where it listens: <c>127.0.0.1:15013</c>, or the path of a Unix socket.</returns>
    /// <exception cref="StartupException">The address is in use, not ours, or not permitted.</exception>
    public static async Task<string> StartAsync(WebApplication app, string what, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            throw new StartupException($"cannot listen for {what}: {e.Message}", e);
        }
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return Describe(address);
    }

    private static string Describe(string address)
    {
        var parsed = BindingAddress.Parse(address);
        return parsed.IsUnixPipe ? parsed.UnixPipePath : new IPEndPoint(IPAddress.Parse(parsed.Host), parsed.Port).ToString();
    }

    /// <summary>The program handles signals once for all its surfaces.</summary>
    private sealed class ProgramLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
