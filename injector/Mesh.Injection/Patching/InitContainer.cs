using System.Text.Json.Nodes;
using Mesh.Conventions;
using Mesh.Injection.Settings;

namespace Mesh.Injection.Patching;

/// <summary>The init container that has the pod's connections redirected. It runs as root, with the two capabilities that this needs.</summary>
internal static class InitContainer
{
    public static JsonObject Create(InjectionOptions options, ProxySettings settings) => new()
    {
        ["name"] = InjectionNames.InitContainer,
        ["image"] = options.InitImage,
        ["imagePullPolicy"] = "IfNotPresent",
        ["args"] = Arguments(settings),
        ["resources"] = new JsonObject
        {
            ["requests"] = new JsonObject { ["cpu"] = "10m", ["memory"] = "32Mi" },
            ["limits"] = new JsonObject { ["memory"] = "128Mi" },
        },
        ["securityContext"] = new JsonObject
        {
            ["runAsUser"] = 0,
            ["runAsGroup"] = 0,
            ["runAsNonRoot"] = false,
            ["privileged"] = false,
            ["allowPrivilegeEscalation"] = false,
            ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL"), ["add"] = new JsonArray("NET_ADMIN", "NET_RAW") },
            ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
        },
        ["terminationMessagePolicy"] = "FallbackToLogsOnError",
    };

    private static JsonArray Arguments(ProxySettings settings)
    {
        var arguments = new JsonArray();
        foreach (var name in SettingNames.CaptureLists)
        {
            if (settings[name] is { } list)
                arguments.Add($"--{name}={list}");
        }
        if (settings[SettingNames.CaptureDns] == SettingNames.Enabled)
            arguments.Add("--capture-dns");
        return arguments;
    }
}
