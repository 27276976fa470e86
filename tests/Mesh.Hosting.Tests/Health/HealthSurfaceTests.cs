using System.Net;
using Mesh.Hosting.Health;
using Mesh.Hosting.Programs;
using Mesh.Hosting.Surfaces;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;

namespace Mesh.Hosting.Tests.Health;

public sealed class HealthSurfaceTests
{
    private readonly Readiness _readiness = new();
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();

    [Fact]
    public async Task Ready_is_what_the_service_waits_for_no_longer()
    {
        _readiness.WaitFor("first configuration");
        _readiness.WaitFor("certificate");
        await using var app = HealthSurface.Create(new IPEndPoint(IPAddress.Loopback, 0), _readiness, _registry, NullLoggerFactory.Instance);
        using var client = new HttpClient { BaseAddress = new Uri("http://" + await Surface.StartAsync(app, "metrics", CancellationToken.None)) };

        Assert.Equal("live\n", await client.GetStringAsync("/live"));
        using var waiting = await client.GetAsync("/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, waiting.StatusCode);
        Assert.Equal("waiting for certificate, first configuration\n", await waiting.Content.ReadAsStringAsync());
        _readiness.Met("certificate");
        _readiness.Met("first configuration");
        Assert.Equal("ready\n", await client.GetStringAsync("/ready"));
    }

    [Fact]
    public async Task Metrics_are_shown_and_nothing_else_is()
    {
        Metrics.WithCustomRegistry(_registry).CreateCounter("mesh_x_total", "X.").Inc(3);
        await using var app = HealthSurface.Create(new IPEndPoint(IPAddress.Loopback, 0), _readiness, _registry, NullLoggerFactory.Instance);
        using var client = new HttpClient { BaseAddress = new Uri("http://" + await Surface.StartAsync(app, "metrics", CancellationToken.None)) };

        Assert.Contains("\nmesh_x_total 3\n", await client.GetStringAsync("/metrics"), StringComparison.Ordinal);
        using var other = await client.GetAsync("/other");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task A_port_in_use_is_a_failed_start()
    {
        await using var first = HealthSurface.Create(new IPEndPoint(IPAddress.Loopback, 0), _readiness, _registry, NullLoggerFactory.Instance);
        var address = IPEndPoint.Parse(await Surface.StartAsync(first, "metrics", CancellationToken.None));
        await using var second = HealthSurface.Create(address, _readiness, _registry, NullLoggerFactory.Instance);

        var e = await Assert.ThrowsAsync<StartupException>(() => Surface.StartAsync(second, "metrics", CancellationToken.None));
        Assert.StartsWith("cannot listen for metrics: ", e.Message, StringComparison.Ordinal);
    }
}
