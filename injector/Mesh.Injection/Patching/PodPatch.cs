using System.Text.Json.Nodes;
using Mesh.Conventions;
using Mesh.Injection.Pods;
using Mesh.Injection.Probes;
using Mesh.Injection.Settings;

namespace Mesh.Injection.Patching;

/// <summary>The patch that gives a pod its proxy.</summary>
internal static class PodPatch
{
    public static JsonPatch Create(PodView pod, InjectionOptions options, ProxySettings settings, AppProbes probes)
    {
        // Before the user's init containers, so that these have the network; the rules first, so that nothing passes them.
        JsonObject[] containers = [InitContainer.Create(options, settings), ProxyContainer.Create(options, settings, probes)];
        return new JsonPatch(
        [
            .. Label(pod),
            .. probes.Replacements.Select(probe => JsonPatch.Replace(probe.Path, probe.Value.DeepClone())),
            .. EndpointRemovalWait.Create(pod, settings),
            .. Prepend(pod.Spec, "initContainers", containers),
            .. Append(pod.Spec, "volumes", Volumes.Create()),
        ]);
    }

    private static IEnumerable<JsonObject> Label(PodView pod)
    {
        var label = new JsonObject { [InjectionNames.Injected] = "true" };
        if (pod.Metadata is null)
            yield return JsonPatch.Add("/metadata", new JsonObject { ["labels"] = label });
        else if (pod.Metadata["labels"] is null)
            yield return JsonPatch.Add("/metadata/labels", label);
        else
            yield return JsonPatch.Add($"/metadata/labels/{JsonPatch.Token(InjectionNames.Injected)}", "true");
    }

    private static IEnumerable<JsonObject> Prepend(JsonObject spec, string list, JsonObject[] items) => spec[list] is null
        ? [JsonPatch.Add($"/spec/{list}", new JsonArray([.. items]))]
        : items.Select((item, at) => JsonPatch.Add($"/spec/{list}/{at}", item));

    private static IEnumerable<JsonObject> Append(JsonObject spec, string list, JsonObject[] items) => spec[list] is null
        ? [JsonPatch.Add($"/spec/{list}", new JsonArray([.. items]))]
        : items.Select(item => JsonPatch.Add($"/spec/{list}/-", item));
}
