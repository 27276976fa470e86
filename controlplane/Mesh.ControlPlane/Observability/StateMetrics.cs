using Mesh.Api.Problems;
using Mesh.ControlPlane.Discovery.Proxies;
using Mesh.ControlPlane.Sources;
using Prometheus;

namespace Mesh.ControlPlane.Observability;

/// <summary>Gauges that are read off the process's state whenever they are scraped.</summary>
internal static class StateMetrics
{
    /// <summary>Adds them to a registry.</summary>
    public static void Register(CollectorRegistry registry, ProxyRegistry proxies, IMeshSource configuration)
    {
        var metrics = Metrics.WithCustomRegistry(registry);
        var connected = metrics.CreateGauge("mesh_controlplane_connected_proxies", "Proxies with a discovery stream.");
        var resources = metrics.CreateGauge("mesh_controlplane_config_resources", "Resources in the running configuration.");
        var rejected = metrics.CreateGauge("mesh_controlplane_config_rejected", "1 while the configuration seen last is refused and an older one runs.");
        var problems = metrics.CreateGauge("mesh_controlplane_config_problems", "Problems of the configuration seen last, by severity.", ["severity"]);
        var source = metrics.CreateGauge("mesh_controlplane_source_connected", "1 while changes of the configuration are seen as they happen.");
        registry.AddBeforeCollectCallback(() =>
        {
            var status = configuration.Status;
            connected.Set(proxies.Count);
            resources.Set(status.Resources);
            source.Set(configuration.IsConnected ? 1 : 0);
            rejected.Set(status.IsRejected ? 1 : 0);
            problems.WithLabels("error").Set(status.Problems.Count(problem => problem.Severity == ProblemSeverity.Error));
            problems.WithLabels("warning").Set(status.Problems.Count(problem => problem.Severity == ProblemSeverity.Warning));
        });
    }
}
