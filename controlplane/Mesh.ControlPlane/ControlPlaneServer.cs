using Mesh.Conventions;
using Mesh.ControlPlane.Discovery;
using Mesh.ControlPlane.Discovery.Proxies;
using Mesh.ControlPlane.Discovery.Snapshots;
using Mesh.ControlPlane.Identity;
using Mesh.ControlPlane.Observability;
using Mesh.ControlPlane.Observability.Top;
using Mesh.ControlPlane.Sources;
using Mesh.Hosting.Files;
using Mesh.Hosting.Health;
using Mesh.Hosting.Programs;
using Mesh.Hosting.Surfaces;
using Mesh.Hosting.Tls;
using Mesh.Identity;
using Mesh.Identity.Enrolment;
using Mesh.Identity.Rotation;
using Prometheus;

namespace Mesh.ControlPlane;

/// <summary>The whole service, put together. What depends on what is readable from top to bottom of the constructor.</summary>
internal sealed partial class ControlPlaneServer : IAsyncDisposable
{
    private const string OwnCertificate = "its own certificate";
    private const string FirstConfiguration = "a first good configuration";

    private readonly ControlPlaneOptions _options;
    private readonly ILoggerFactory _logs;
    private readonly ILogger<ControlPlaneServer> _log;
    private readonly Readiness _readiness = new();
    private readonly TrustHolder _trust;
    private readonly DiscoveryState _state;
    private readonly ProxyRegistry _proxies = new();
    private readonly TelemetryRegistry _telemetry = new();
    private readonly TopSampler _sampler;
    private readonly IMeshSource _source;
    private readonly IDisposable _sourceConnection;
    private readonly CertificateKeeper _certificates;
    private readonly AggregatedDiscovery _discovery;
    private readonly Telemetry _telemetryService;
    private readonly Operator _operator;
    private readonly WebApplication _health;
    private readonly WebApplication _operators;
    private WebApplication? _proxySurface;

    private ControlPlaneServer(ControlPlaneOptions options, TimeProvider time, Random random, ILoggerFactory logs)
    {
        _options = options;
        _logs = logs;
        _log = logs.CreateLogger<ControlPlaneServer>();
        var registry = Metrics.NewCustomRegistry();
        var identity = IdentityOf(options.Enrolment);

        // What proxies are served from; changes wake their streams.
        _state = new DiscoveryState(time);
        _state.Changed += _proxies.WakeAll;

        // Configuration: a directory or a cluster, what of it is good, and where that goes.
        (_source, _sourceConnection) = ConfigurationSource.Create(options, identity.TrustDomain, InState("addresses.json"), _state, logs, random, time);

        // Identity: the own certificate, and the bundle that verifies peers.
        _trust = new TrustHolder(time);
        var authority = new CertificateAuthorityClient(options.CertificateAuthority, options.CertificateValidity, time);
        var requests = new CertificateRequests(identity, options.Enrolment, authority, _trust, time);
        _certificates = new CertificateKeeper(
            identity, requests, authority, _trust, new BundleFile(InState("bundle.pem")), _state,
            new RotationSchedule(random), new CertificateLog(logs.CreateLogger<CertificateKeeper>()), time);

        // What proxies call.
        var events = new StreamEvents(new DiscoveryMetrics(Metrics.WithCustomRegistry(registry)), time, logs.CreateLogger<ProxyStream>());
        _discovery = new AggregatedDiscovery(_state, _proxies, new DiscoveryOptions(), events, _trust, time);
        _sampler = new TopSampler(_telemetry, _proxies, time);
        _telemetryService = new Telemetry(_state, _telemetry, _sampler, events, _trust);

        // What operators and monitoring call.
        _operator = new Operator(_proxies, _sampler, _source, Environment.MachineName);
        _operators = OperatorSurface.Create(options.OperatorSocket, _operator, logs);
        _health = HealthSurface.Create(options.MetricsListen, _readiness, registry, logs);
        StateMetrics.Register(registry, _proxies, _source);
    }

    /// <summary>Serves until cancelled.</summary>
    /// <exception cref="StartupException">There is no usable token, or an address is taken.</exception>
    public static async Task RunAsync(ControlPlaneOptions options, TimeProvider time, Random random, ILoggerFactory logs, CancellationToken stop)
    {
        Directory.CreateDirectory(options.StateDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var server = new ControlPlaneServer(options, time, random, logs);
        await using (server.ConfigureAwait(false))
            await server.RunAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Tells proxies and operators that it is over, then closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        _proxies.EndAll(StreamStatus.Stopping);
        _telemetry.CloseAll(StreamStatus.Stopping);
        _sampler.EndAll();
        foreach (var surface in new[] { _proxySurface, _operators, _health }.OfType<WebApplication>())
        {
            await surface.StopAsync().ConfigureAwait(false);
            await surface.DisposeAsync().ConfigureAwait(false);
        }

        _sourceConnection.Dispose();
        _certificates.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        _readiness.WaitFor(OwnCertificate);
        _readiness.WaitFor(FirstConfiguration);
        // Before there is anything to serve: an operator must be able to see what is missing.
        var metrics = await Surface.StartAsync(_health, "metrics", stop).ConfigureAwait(false);
        var operators = await Surface.StartAsync(_operators, "operators", stop).ConfigureAwait(false);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] running =
        [
            Task.Run(() => _source.RunAsync(ending.Token), ending.Token),
            ServeProxiesAsync(metrics, operators, ending.Token),
        ];
        var ended = await Task.WhenAny(running).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        LogStopping();
        await ended.ConfigureAwait(false);
    }

    private async Task ServeProxiesAsync(string metrics, string operators, CancellationToken stop)
    {
        var certificate = await _certificates.ObtainAsync(stop).ConfigureAwait(false);
        _readiness.Met(OwnCertificate);
        var keeping = _certificates.KeepAsync(certificate, stop);
        var tls = new TlsListenerOptions(certificate, ClientCertificates.Required)
        {
            ValidateClient = _trust.Verify,
            ClientRefused = (address, reason) => LogClientRefused(address?.ToString() ?? "", reason),
        };
        _proxySurface = ProxySurface.Create(_options.Listen, tls, _discovery, _telemetryService, _operator, _logs);
        var listen = await Surface.StartAsync(_proxySurface, "proxies", stop).ConfigureAwait(false);
        await _state.Ready.WaitAsync(stop).ConfigureAwait(false);
        _readiness.Met(FirstConfiguration);
        ReadyFile.Write(_options.ReadyFile, ("listen", listen), ("metrics", metrics), ("operatorSocket", operators));
        LogServing(_options.ConfigDirectory ?? "the cluster", listen);
        await keeping.ConfigureAwait(false);
    }

    private static SpiffeId IdentityOf(EnrolmentFiles files)
    {
        var identity = files.Read().Identity;
        var own = SpiffeId.Create(identity.TrustDomain, MeshIdentities.SystemNamespace, MeshIdentities.ControlPlane);
        return identity.Equals(own)
            ? own
            : throw new StartupException($"the token is for {identity}, the control plane needs one for {own}; {files.Remedy}");
    }

    private string InState(string name) => Path.Combine(_options.StateDirectory, name);

    [LoggerMessage(10, LogLevel.Information, "serving {Source} to proxies on {Listen}")]
    private partial void LogServing(string source, string listen);

    [LoggerMessage(11, LogLevel.Information, "stopping")]
    private partial void LogStopping();

    [LoggerMessage(12, LogLevel.Warning, "audit: refused a connection from {Address}: {Reason}")]
    private partial void LogClientRefused(string address, string reason);
}
