using Mesh.Conventions;
using Mesh.Hosting.Files;
using Mesh.Hosting.Health;
using Mesh.Hosting.Kubernetes;
using Mesh.Hosting.Surfaces;
using Mesh.Injection;
using Mesh.Injector.Admission;
using Mesh.Injector.Certificates;
using Mesh.Injector.Namespaces;
using Prometheus;

namespace Mesh.Injector.Serving;

/// <summary>The whole service, put together.</summary>
internal sealed partial class InjectorServer : IAsyncDisposable
{
    private const string Certificate = "the webhook's certificate";
    private const string KnownNamespaces = "the namespaces";

    private readonly InjectorOptions _options;
    private readonly ILoggerFactory _logs;
    private readonly ILogger<InjectorServer> _log;
    private readonly Readiness _readiness = new();
    private readonly k8s.Kubernetes _client;
    private readonly LabelMirroring _labels;
    private readonly NamespaceWatch _namespaces;
    private readonly CertificateKeeper _certificates;
    private readonly Webhook _webhook;
    private readonly WebApplication _health;
    private readonly CancellationTokenSource _stop = new();
    private WebApplication? _surface;
    private Task _running = Task.CompletedTask;

    private InjectorServer(InjectorOptions options, TimeProvider time, Random random, ILoggerFactory logs)
    {
        var registry = Metrics.NewCustomRegistry();
        var system = options.Injection.SystemNamespace;
        _options = options;
        _logs = logs;
        _log = logs.CreateLogger<InjectorServer>();
        _client = KubernetesConnection.Create(options.Kubeconfig);
        var api = new ApiCalls(_client);

        // What namespaces ask for, and the label that lets webhooks select them.
        _labels = new LabelMirroring(_client, time, logs.CreateLogger<LabelMirroring>());
        _namespaces = new NamespaceWatch(_client, api, _labels.OnChange, new Random(random.Next()), time, logs.CreateLogger<NamespaceWatch>());

        // The own certificate, and the API server's trust in it.
        string[] names = [$"{MeshIdentities.Injector}.{system}.svc", $"{MeshIdentities.Injector}.{system}.svc.cluster.local"];
        var secret = new CertificateSecret(_client, new WebhookCertificateIssuer(names, time), system, time);
        _certificates = new CertificateKeeper(secret, new TrustedWebhooks(_client), api, new Random(random.Next()), time, logs.CreateLogger<CertificateKeeper>());

        // What the API server and monitoring call.
        _webhook = new Webhook(new PodInjector(options.Injection), _namespaces, registry, logs.CreateLogger<Webhook>());
        _health = HealthSurface.Create(options.MetricsListen, _readiness, registry, logs);
    }

    /// <summary>Where the webhook listens.</summary>
    public string Listen { get; private set; } = "";

    /// <summary>Where health and metrics listen.</summary>
    public string MetricsListen { get; private set; } = "";

    /// <summary>Starts to serve.</summary>
    /// <exception cref="Hosting.Programs.StartupException">The API server is not usable, or an address is taken.</exception>
    public static async Task<InjectorServer> StartAsync(InjectorOptions options, TimeProvider time, Random random, ILoggerFactory logs, CancellationToken cancellation)
    {
        var server = new InjectorServer(options, time, random, logs);
        try
        {
            await server.StartAsync(cancellation).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Serves until cancelled.</summary>
    /// <exception cref="Hosting.Programs.StartupException">The API server is not usable, or an address is taken.</exception>
    public static async Task RunAsync(InjectorOptions options, TimeProvider time, Random random, ILoggerFactory logs, CancellationToken stop)
    {
        var server = await StartAsync(options, time, random, logs, stop).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            await Task.WhenAny(server._running, Task.Delay(Timeout.InfiniteTimeSpan, time, stop)).ConfigureAwait(false);
            server.LogStopping();
            if (server._running.IsFaulted)
                await server._running.ConfigureAwait(false);
        }
    }

    /// <summary>Lets requests end, then closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var surface in new[] { _surface, _health }.OfType<WebApplication>())
        {
            await surface.StopAsync().ConfigureAwait(false);
            await surface.DisposeAsync().ConfigureAwait(false);
        }
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        _readiness.WaitFor(Certificate);
        _readiness.WaitFor(KnownNamespaces);
        MetricsListen = await Surface.StartAsync(_health, "metrics", cancellation).ConfigureAwait(false);
        var certificate = await _certificates.OpenAsync(cancellation).ConfigureAwait(false);
        _readiness.Met(Certificate);
        var watching = _namespaces.RunAsync(_stop.Token);
        await _namespaces.Synced.WaitAsync(cancellation).ConfigureAwait(false);
        _readiness.Met(KnownNamespaces);
        _surface = WebhookSurface.Create(_options.Listen, certificate, _webhook, _logs);
        Listen = await Surface.StartAsync(_surface, "the webhook", cancellation).ConfigureAwait(false);

        // Only now: who is trusted is asked.
        _running = Task.WhenAll(watching, _labels.RunAsync(_stop.Token), _certificates.KeepAsync(certificate, _stop.Token));
        ReadyFile.Write(_options.ReadyFile, ("listen", Listen), ("metrics", MetricsListen));
        LogServing(Listen, _options.Injection.ProxyImage);
    }

    [LoggerMessage(1, LogLevel.Information, "serving the webhook on {Listen}, injecting {Image}")]
    private partial void LogServing(string listen, string image);

    [LoggerMessage(2, LogLevel.Information, "stopping")]
    private partial void LogStopping();
}
