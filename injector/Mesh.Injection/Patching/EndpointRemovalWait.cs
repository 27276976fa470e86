using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Injection.Pods;
using Mesh.Injection.Settings;

namespace Mesh.Injection.Patching;

/// <summary>
/// Lets an application live on for a moment after its pod is told to end: the kubelet tells the application at the same time as
/// Kubernetes tells everybody else that the endpoint is gone, so an application that ends at once would drop requests that are under way to it.
/// A <c>preStop</c> hook of the user's own is left alone.
/// </summary>
internal static class EndpointRemovalWait
{
    private const long DefaultGraceSeconds = 30;

    /// <summary>The patch for each application container without such a hook.</summary>
    public static IEnumerable<JsonObject> Create(PodView pod, ProxySettings settings)
    {
        var grace = PodView.Number(pod.Spec, "terminationGracePeriodSeconds", "spec.terminationGracePeriodSeconds") ?? DefaultGraceSeconds;
        // At most half of the grace period: the rest is the application's.
        var seconds = Math.Min(long.Parse(settings.EndpointRemovalWait, CultureInfo.InvariantCulture), grace / 2);
        if (seconds <= 0)
            yield break;
        for (var at = 0; at < pod.Containers.Count; at++)
        {
            var lifecycle = PodView.Object(pod.Containers[at], "lifecycle", $"spec.containers[{at}].lifecycle");
            var wait = new JsonObject { ["sleep"] = new JsonObject { ["seconds"] = seconds } };
            if (lifecycle is null)
                yield return JsonPatch.Add($"/spec/containers/{at}/lifecycle", new JsonObject { ["preStop"] = wait });
            else if (lifecycle["preStop"] is null)
                yield return JsonPatch.Add($"/spec/containers/{at}/lifecycle/preStop", wait);
        }
    }
}
