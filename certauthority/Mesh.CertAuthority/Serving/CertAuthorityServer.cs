using Mesh.CertAuthority.Admission;
using Mesh.CertAuthority.Audit;
using Mesh.CertAuthority.Cluster;
using Mesh.CertAuthority.Homes;
using Mesh.CertAuthority.Issuing;
using Mesh.CertAuthority.Signing;
using Mesh.Hosting.Files;
using Mesh.Hosting.Health;
using Mesh.Hosting.Kubernetes;
using Mesh.Hosting.Surfaces;
using Mesh.Identity.Rotation;
using Mesh.Identity.Trust;
using Prometheus;

namespace Mesh.CertAuthority.Serving;

/// <summary>The whole service: state, the three surfaces, and renewal in the background.</summary>
internal sealed partial class CertAuthorityServer : IAsyncDisposable
{
    private readonly CertAuthorityOptions _options;
    private readonly IAuthorityHome _home;
    private readonly Renewal _renewal;
    private readonly WebApplication _identity;
    private readonly WebApplication? _admin;
    private readonly WebApplication _health;
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger<CertAuthorityServer> _log;
    private Task _running = Task.CompletedTask;

    private CertAuthorityServer(CertAuthorityOptions options, IAuthorityHome home, TimeProvider time, Random random, ILoggerFactory logs)
    {
        var registry = Metrics.NewCustomRegistry();
        var audit = new AuditLog(logs.CreateLogger<AuditLog>(), new AuditMetrics(registry, home.Roots, home.Intermediate), time);
        var issuer = new LeafIssuer(home.Intermediate, options.MaxValidity, time);
        var authenticator = new CallerAuthenticator(home.Bearers, new ChainVerifier(home.Roots.Bundle, time));
        var signing = new SigningService(authenticator, home.UsedTokens, issuer);

        _options = options;
        _home = home;
        _log = logs.CreateLogger<CertAuthorityServer>();
        _renewal = new Renewal(home.Intermediate, new OwnCertificate(issuer, options.TrustDomain), new RotationSchedule(random), time, logs.CreateLogger<Renewal>());
        _identity = IdentitySurface.Create(options, _renewal.Certificate, new IdentityEndpoint(signing, home.Roots, audit), audit, time, logs);
        if (home.JoinTokens is { } tokens && options.AdminSocket is { } socket)
            _admin = AdminSurface.Create(socket, new JoinTokenEndpoint(tokens, options.TrustDomain, audit), logs);
        _health = HealthSurface.Create(options.MetricsListen, Readiness, registry, logs);
    }

    /// <summary>Where the identity service listens.</summary>
    public string Listen { get; private set; } = "";

    /// <summary>Where health and metrics listen.</summary>
    public string MetricsListen { get; private set; } = "";

    /// <summary>The root that join tokens name.</summary>
    public RootFingerprint Root => _home.Roots.CurrentFingerprint;

    private Readiness Readiness { get; } = new();

    /// <summary>Opens the state and starts to serve.</summary>
    /// <exception cref="Hosting.Programs.StartupException">The state is not usable, or an address is taken.</exception>
    public static async Task<CertAuthorityServer> StartAsync(CertAuthorityOptions options, TimeProvider time, Random random, ILoggerFactory logs, CancellationToken cancellation)
    {
        var home = await OpenAsync(options, time, random, logs, cancellation).ConfigureAwait(false);
        var server = Create(options, home, time, random, logs);
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
    /// <exception cref="Hosting.Programs.StartupException">The state is not usable, or an address is taken.</exception>
    public static async Task RunAsync(CertAuthorityOptions options, TimeProvider time, Random random, ILoggerFactory logs, CancellationToken stop)
    {
        var server = await StartAsync(options, time, random, logs, stop).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, time, stop).ConfigureAwait(false);
            }
            finally
            {
                Stopping(server._log);
            }
        }
    }

    /// <summary>Lets requests end, then closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var surface in new[] { _identity, _admin, _health }.OfType<WebApplication>())
        {
            await surface.StopAsync().ConfigureAwait(false);
            await surface.DisposeAsync().ConfigureAwait(false);
        }
        _home.Dispose();
        _stop.Dispose();
    }

    private static async Task<IAuthorityHome> OpenAsync(
        CertAuthorityOptions options, TimeProvider time, Random random, ILoggerFactory logs, CancellationToken cancellation) =>
        options.StateDirectory is not null
            ? new DirectoryHome(AuthorityState.Open(options, time), options, time)
            : await ClusterHome.OpenAsync(KubernetesConnection.Create(options.Kubeconfig), options.TrustDomain, time, random, logs, cancellation).ConfigureAwait(false);

    private static CertAuthorityServer Create(CertAuthorityOptions options, IAuthorityHome home, TimeProvider time, Random random, ILoggerFactory logs)
    {
        try
        {
            return new CertAuthorityServer(options, home, time, random, logs);
        }
        catch
        {
            home.Dispose();
            throw;
        }
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        const string Listeners = "listeners";
        Readiness.WaitFor(Listeners);
        MetricsListen = await Surface.StartAsync(_health, "metrics", cancellation).ConfigureAwait(false);
        var admin = _admin is null ? null : await Surface.StartAsync(_admin, "operators", cancellation).ConfigureAwait(false);
        Listen = await Surface.StartAsync(_identity, "the identity service", cancellation).ConfigureAwait(false);
        _running = Task.WhenAll(_renewal.RunAsync(_stop.Token), _home.RunAsync(_stop.Token));
        Readiness.Met(Listeners);
        ReadyFile.Write(_options.ReadyFile, ("listen", Listen), ("metrics", MetricsListen), ("adminSocket", admin ?? ""), ("rootSha256", Root.ToString()));
        Serving(_log, _options.TrustDomain.Name, Listen, Root.ToString(), _home.Roots.Bundle.Version);
    }

    [LoggerMessage(31, LogLevel.Information, "serving trust domain {TrustDomain} on {Listen}, root sha256 {Root}, bundle version {Version}")]
    private static partial void Serving(ILogger log, string trustDomain, string listen, string root, string version);

    [LoggerMessage(32, LogLevel.Information, "stopping")]
    private static partial void Stopping(ILogger log);
}
