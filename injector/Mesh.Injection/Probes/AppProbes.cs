using System.Text.Json.Nodes;
using Mesh.Conventions;
using Mesh.Injection.Pods;

namespace Mesh.Injection.Probes;

/// <summary>
/// The application's probes, and its HTTP lifecycle hooks, that the proxy takes over. Under mutual TLS the kubelet, which has no certificate, could not ask the
/// application; and a TCP probe would only learn that the proxy listens.
/// </summary>
internal sealed class AppProbes
{
    private static readonly (string Field, string Name)[] Kinds =
        [("livenessProbe", AppProbeNames.Liveness), ("readinessProbe", AppProbeNames.Readiness), ("startupProbe", AppProbeNames.Startup)];

    private static readonly (string Field, string Name)[] Hooks =
        [("postStart", AppProbeNames.PostStart), ("preStop", AppProbeNames.PreStop)];

    private readonly JsonObject _originals;

    private AppProbes(IReadOnlyList<(string Path, JsonObject Value)> replacements, JsonObject originals)
    {
        Replacements = replacements;
        _originals = originals;
    }

    /// <summary>The probes and hooks that the kubelet is to make instead, each with its JSON pointer in the pod.</summary>
    public IReadOnlyList<(string Path, JsonObject Value)> Replacements { get; }

    /// <summary>The original probes, as the proxy reads them from its environment. The kubelet would expand $(NAME) in there.</summary>
    public string ToVariable() => _originals.ToJsonString().Replace("$", "\\u0024", StringComparison.Ordinal);

    /// <summary>The probes of containers, and of the user's own sidecars.</summary>
    /// <exception cref="FormatException">A probe is malformed, or names a port that its container does not have.</exception>
    public static AppProbes Of(PodView pod)
    {
        var replacements = new List<(string, JsonObject)>();
        var originals = new JsonObject();
        Take(pod.Containers, "containers", replacements, originals);
        Take(pod.InitContainers, "initContainers", replacements, originals);
        return new AppProbes(replacements, originals);
    }

    private static void Take(IReadOnlyList<JsonObject> containers, string list, List<(string, JsonObject)> replacements, JsonObject originals)
    {
        for (var at = 0; at < containers.Count; at++)
        {
            var container = containers[at];
            var name = PodView.Text(container, "name", $"spec.{list}[{at}].name") ?? "";
            foreach (var (field, kind) in Kinds)
                TakeOne(container, field, kind, ProbeReader.Read);
            var lifecycle = PodView.Object(container, "lifecycle", $"spec.{list}[{at}].lifecycle");
            foreach (var (field, kind) in Hooks)
                TakeOne(lifecycle, $"lifecycle/{field}", kind, ProbeReader.ReadHook);

            void TakeOne(JsonObject? holder, string pointer, string kind, Func<JsonObject, JsonObject, string, JsonObject?> read)
            {
                var field = pointer.Split('/')[^1];
                var path = $"spec.{list}[{at}].{pointer.Replace('/', '.')}";
                if (PodView.Object(holder, field, path) is not { } probe || read(probe, container, path) is not { } original)
                    return;
                originals[$"{name}/{kind}"] = original;
                replacements.Add(($"/spec/{list}/{at}/{pointer}", ProbeReader.Redirect(probe, $"{AppProbeNames.PathPrefix}{name}/{kind}")));
            }
        }
    }
}
