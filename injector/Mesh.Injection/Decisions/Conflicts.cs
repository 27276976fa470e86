using Mesh.Conventions;
using Mesh.Injection.Pods;

namespace Mesh.Injection.Decisions;

/// <summary>What a pod uses that belongs to the mesh.</summary>
internal static class Conflicts
{
    private static readonly string[] Containers = [InjectionNames.InitContainer, InjectionNames.ProxyContainer];
    private static readonly string[] Volumes = [InjectionNames.TokenVolume, InjectionNames.RootVolume, InjectionNames.StateVolume];

    private static readonly long[] Ports =
        [MeshPorts.Outbound, MeshPorts.Inbound, MeshPorts.Tunnel, MeshPorts.ProxyMetrics, MeshPorts.Dns];

    /// <summary>All of them, with what to do about each.</summary>
    public static IReadOnlyList<string> Of(PodView pod) =>
        [.. OfNames(pod), .. OfPorts(pod), .. OfUsers(pod)];

    private static IEnumerable<string> OfNames(PodView pod)
    {
        foreach (var (container, path) in Each(pod))
        {
            if (PodView.Text(container, "name", $"{path}.name") is { } name && Containers.Contains(name))
                yield return $"{path}: the name {name} belongs to the mesh; give the container another name";
        }
        foreach (var volume in pod.VolumeNames)
        {
            if (Volumes.Contains(volume))
                yield return $"spec.volumes: the name {volume} belongs to the mesh; give the volume another name";
        }
    }

    private static IEnumerable<string> OfPorts(PodView pod)
    {
        foreach (var (container, path) in Each(pod))
        {
            foreach (var port in PodView.List(container, "ports", $"{path}.ports"))
            {
                if (PodView.Number(port, "containerPort", $"{path}.ports.containerPort") is { } number && Ports.Contains(number))
                    yield return $"{path}: the proxy listens on port {number}; let the application listen on a port outside {MeshPorts.ReservedFirst}-{MeshPorts.ReservedLast}";
            }
        }
    }

    // Whatever runs as the proxy's user or group is taken for the proxy, and is not captured.
    private static IEnumerable<string> OfUsers(PodView pod)
    {
        foreach (var (holder, path) in Each(pod).Prepend((pod.Spec, "spec")))
        {
            var security = PodView.Object(holder, "securityContext", $"{path}.securityContext");
            foreach (var field in (string[])["runAsUser", "runAsGroup"])
            {
                if (PodView.Number(security, field, $"{path}.securityContext.{field}") == MeshIdentities.ProxyUid)
                    yield return $"{path}.securityContext.{field}: {MeshIdentities.ProxyUid} is the proxy's, whose connections are not captured; run the application as another one";
            }
        }
    }

    private static IEnumerable<(System.Text.Json.Nodes.JsonObject Container, string Path)> Each(PodView pod) =>
        pod.Containers.Select((container, at) => (container, $"spec.containers[{at}]"))
            .Concat(pod.InitContainers.Select((container, at) => (container, $"spec.initContainers[{at}]")));
}
