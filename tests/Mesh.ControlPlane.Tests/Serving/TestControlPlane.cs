using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Mesh.ControlPlane.Discovery;
using Mesh.ControlPlane.Discovery.Proxies;
using Mesh.ControlPlane.Discovery.Snapshots;
using Mesh.ControlPlane.Identity;
using Mesh.ControlPlane.Observability;
using Mesh.ControlPlane.Sources;
using Mesh.ControlPlane.Tests.Observability;
using Mesh.ControlPlane.Observability.Top;
using Mesh.Hosting.Surfaces;
using Mesh.Hosting.Tls;
using Mesh.Identity;
using Mesh.Identity.Trust;
using Mesh.TestKit.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;

namespace Mesh.ControlPlane.Tests.Serving;

/// <summary>The proxies' surface of a control plane, served over TLS on loopback, with an authority of the test's own.</summary>
internal sealed class TestControlPlane : IAsyncDisposable
{
    private readonly WebApplication _surface;
    private readonly TestMesh _mesh = new();

    private TestControlPlane(DiscoveryOptions options)
    {
        Time = new SleepTime(TimeProvider.System.GetUtcNow());
        Trust = new TrustHolder(Time);
        Trust.Replace(Bundle);
        State = new DiscoveryState(Time);
        State.Changed += Proxies.WakeAll;
        State.Publish(Bundle);
        var events = new StreamEvents(
            new DiscoveryMetrics(Metrics.WithCustomRegistry(Registry)), Time, NullLogger<ProxyStream>.Instance);
        var discovery = new AggregatedDiscovery(State, Proxies, options, events, Trust, Time);
        Sampler = new TopSampler(Telemetry, Proxies, Time);
        var tls = new TlsListenerOptions(
            new ServerCertificate(SslStreamCertificateContext.Create(Authority.Issue("mesh-system", "mesh-controlplane"), [], offline: true)),
            ClientCertificates.Required)
        { ValidateClient = Trust.Verify };
        _surface = ProxySurface.Create(
            new IPEndPoint(IPAddress.Loopback, 0), tls, discovery, new Telemetry(State, Telemetry, Sampler, events, Trust),
            new Operator(Proxies, Sampler, new TestOperator.FixedStatus(ConfigurationStatus.Initial), "cp-1"), NullLoggerFactory.Instance);
    }

    public TestAuthority Authority { get; } = new("cluster.local");

    public SleepTime Time { get; }

    public TrustHolder Trust { get; }

    public DiscoveryState State { get; }

    public ProxyRegistry Proxies { get; } = new();

    public TelemetryRegistry Telemetry { get; } = new();

    public TopSampler Sampler { get; }

    public CollectorRegistry Registry { get; } = Metrics.NewCustomRegistry();

    public string Address { get; private set; } = "";

    public TrustBundle Bundle => TrustBundle.Create(TrustDomain.Parse("cluster.local"), [Authority.Root.RawData]);

    public static async Task<TestControlPlane> StartAsync(DiscoveryOptions? options = null)
    {
        var server = new TestControlPlane(options ?? new DiscoveryOptions());
        server.Address = await Surface.StartAsync(server._surface, "proxies", CancellationToken.None);
        return server;
    }

    /// <summary>Puts a bundle in force, as a renewal of the control plane's own certificate does.</summary>
    public void Trusts(params IEnumerable<X509Certificate2> roots)
    {
        var bundle = TrustBundle.Create(TrustDomain.Parse("cluster.local"), roots.Select(root => root.RawDataMemory));
        Trust.Replace(bundle);
        State.Publish(bundle);
    }

    /// <summary>Makes manifests the running configuration.</summary>
    public void Configure(params string[] manifests) => State.Publish(_mesh.Compile(manifests), Time.GetTimestamp());

    /// <summary>Connects as a proxy of namespace shop.</summary>
    public TestProxy Connect(string name, string serviceAccount = "default") =>
        Connect(name, Authority.Issue("shop", serviceAccount));

    /// <summary>Connects with a certificate; null: none.</summary>
    public TestProxy Connect(string name, X509Certificate2? certificate) => new($"https://{Address}", $"shop/{name}", certificate);

    /// <summary>What <c>/metrics</c> would show.</summary>
    public async Task<string> ScrapeAsync()
    {
        using var text = new MemoryStream();
        await Registry.CollectAndExportAsTextAsync(text);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        Proxies.EndAll(StreamStatus.Stopping);
        Telemetry.CloseAll(StreamStatus.Stopping);
        await _surface.StopAsync();
        await _surface.DisposeAsync();
        Authority.Dispose();
    }
}
