using System.Text.Json.Nodes;
using Mesh.Conventions;
using Mesh.Injection.Pods;

namespace Mesh.Injection.Probes;

/// <summary>
/// The application's probes that the proxy takes over. Under mutual TLS the kubelet, which has no certificate, could not ask the
/// application; and a TCP probe would only learn that the proxy listens.
/// </summary>
internal sealed class AppProbes
{
    private static readonly (string Field, string Name)[] Kinds =
        [("livenessProbe", AppProbeNames.Liveness), ("readinessProbe", AppProbeNames.Readiness), ("startupProbe", AppProbeNames.Startup)];

    private readonly JsonObject _originals;

    private AppProbes(IReadOnlyList<(string Path, JsonObject Value)> replacements, JsonObject originals)
    {
        Replacements = replacements;
        _originals = originals;
    }

    /// <summary>The probes that the kubelet is to make instead, each with its JSON pointer in the pod.</summary>
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
            {
                var path = $"spec.{list}[{at}].{field}";
                if (PodView.Object(container, field, path) is not { } probe || ProbeReader.Read(probe, container, path) is not { } original)
                    continue;
                originals[$"{name}/{kind}"] = original;
                replacements.Add(($"/spec/{list}/{at}/{field}", ProbeReader.Redirect(probe, $"{AppProbeNames.PathPrefix}{name}/{kind}")));
            }
        }
    }
}
