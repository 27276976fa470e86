using System.Text.Json.Nodes;
using Mesh.Conventions;
using Mesh.Injection.Probes;
using Mesh.Injection.Settings;

namespace Mesh.Injection.Patching;

/// <summary>
/// The proxy as a native sidecar: an init container that stays. What follows starts when it is ready, and it ends after the application.
/// </summary>
internal static class ProxyContainer
{
    public static JsonObject Create(InjectionOptions options, ProxySettings settings, AppProbes probes) => new()
    {
        ["name"] = InjectionNames.ProxyContainer,
        ["image"] = options.ProxyImage,
        ["imagePullPolicy"] = "IfNotPresent",
        ["restartPolicy"] = "Always",
        ["args"] = Arguments(options, settings),
        ["env"] = Environment(probes),
        ["ports"] = new JsonArray(Port("mesh-tunnel", MeshPorts.Tunnel), Port("mesh-metrics", MeshPorts.ProxyMetrics)),
        ["resources"] = Resources(settings),
        ["securityContext"] = SecurityContext(),
        ["startupProbe"] = StartupProbe(),
        ["terminationMessagePolicy"] = "FallbackToLogsOnError",
        ["volumeMounts"] = Volumes.Mounts(),
    };

    private static JsonArray Arguments(InjectionOptions options, ProxySettings settings)
    {
        var arguments = new JsonArray(
            "--workload=$(POD_NAMESPACE)/$(POD_NAME)",
            "--address=$(POD_IPS)",
            $"--ca={options.CertAuthority}",
            $"--control-plane={options.ControlPlane}",
            $"--token-file={Volumes.TokenDirectory}/{Volumes.TokenFile}",
            $"--root-file={Volumes.RootDirectory}/{InjectionNames.RootKey}",
            $"--trust-domain={options.TrustDomain}",
            // Not the volume itself, which is open to all: what the proxy makes is its own.
            $"--state-dir={Volumes.StateDirectory}/proxy",
            "--dns-upstream=/etc/resolv.conf");
        foreach (var name in (string[])[SettingNames.LogLevel, SettingNames.DrainDeadline])
        {
            if (settings[name] is { } value)
                arguments.Add($"--{name}={value}");
        }
        return arguments;
    }

    private static JsonArray Environment(AppProbes probes)
    {
        var environment = new JsonArray(
            FromPod("POD_NAME", "metadata.name"), FromPod("POD_NAMESPACE", "metadata.namespace"), FromPod("POD_IPS", "status.podIPs"));
        if (probes.Replacements.Count > 0)
            environment.Add(new JsonObject { ["name"] = InjectionNames.AppProbesVariable, ["value"] = probes.ToVariable() });
        return environment;
    }

    private static JsonObject FromPod(string name, string field) => new()
    {
        ["name"] = name, ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["fieldPath"] = field } },
    };

    private static JsonObject Port(string name, int port) => new() { ["name"] = name, ["containerPort"] = port, ["protocol"] = "TCP" };

    private static JsonObject Resources(ProxySettings settings)
    {
        var requests = new JsonObject { ["cpu"] = settings.CpuRequest, ["memory"] = settings.MemoryRequest };
        var limits = new JsonObject { ["memory"] = settings.MemoryLimit };
        if (settings[SettingNames.CpuLimit] is { } cpu)
            limits["cpu"] = cpu;
        return new JsonObject { ["requests"] = requests, ["limits"] = limits };
    }

    private static JsonObject SecurityContext() => new()
    {
        ["runAsUser"] = MeshIdentities.ProxyUid,
        ["runAsGroup"] = MeshIdentities.ProxyUid,
        ["runAsNonRoot"] = true,
        ["privileged"] = false,
        ["allowPrivilegeEscalation"] = false,
        ["readOnlyRootFilesystem"] = true,
        ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
        ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
    };

    // Ten minutes: as long as that a cluster that is just starting may need for a certificate.
    private static JsonObject StartupProbe() => new()
    {
        ["httpGet"] = new JsonObject { ["path"] = "/ready", ["port"] = MeshPorts.ProxyMetrics },
        ["periodSeconds"] = 1,
        ["timeoutSeconds"] = 2,
        ["failureThreshold"] = 600,
    };
}
