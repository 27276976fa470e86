using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Conventions;
using Mesh.Hosting.Kubernetes;

namespace Mesh.ControlPlane.Sources.Kubernetes.Objects;

/// <summary>Takes from a pod what makes it a workload. Pods on their host's network are none: their address is the node's.</summary>
internal static class PodProjection
{
    public static ClusterObject? Project(ObjectKey key, JsonElement json, ClusterObject? previous)
    {
        var spec = json.Field("spec");
        if (spec.Flag("hostNetwork"))
            return null;
        var pod = new WorkloadEntry(new ObjectMeta(new(key.Namespace, key.Name)) { Labels = LabelsOf(json) }, ResourceOrigin.None, AddressesOf(json))
        {
            IsPod = true,
            ServiceAccount = spec.Text("serviceAccountName") is { Length: > 0 } account ? account : "default",
            Node = spec.Text("nodeName"),
            Ports = PortsOf(spec),
            HasProxy = HasProxy(json, previous),
            ProxyProtocols = ProxyProtocolsOf(json),
        };
        return new ClusterObject(FingerprintOf(pod)) { Identity = pod.Title, Resource = pod };
    }

    private static ImmutableSortedDictionary<string, string> LabelsOf(JsonElement json) =>
        json.Field("metadata").Field("labels") is { ValueKind: JsonValueKind.Object } labels
            ? labels.EnumerateObject().ToImmutableSortedDictionary(label => label.Name, label => label.Value.GetString() ?? "", StringComparer.Ordinal)
            : ObjectMeta.NoLabels;

    private static ImmutableArray<IPAddress> AddressesOf(JsonElement json) =>
    [
        .. json.Field("status").Items("podIPs").Select(entry => entry.Text("ip"))
            .Select(text => IPAddress.TryParse(text, out var address) ? address : null)
            .OfType<IPAddress>(),
    ];

    private static ImmutableSortedDictionary<string, int> PortsOf(JsonElement spec)
    {
        // Native sidecars are init containers, and may listen too.
        var ports = from container in spec.Items("containers").Concat(spec.Items("initContainers"))
                    from port in container.Items("ports")
                    let name = port.Text("name")
                    let number = port.Number("containerPort")
                    where name is not null && number is not null && (port.Text("protocol") ?? "TCP") == "TCP"
                    select KeyValuePair.Create(name, number.Value);
        return ports.DistinctBy(port => port.Key).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    // The injector has refused what cannot be read.
    private static ImmutableSortedDictionary<int, ProxyProtocolVersion> ProxyProtocolsOf(JsonElement json)
    {
        var ports = ProxyProtocolSetting.None;
        if (json.Field("metadata").Field("annotations").Text(ProxyProtocolSetting.Annotation) is { } text)
            ProxyProtocolSetting.Read(text, out ports);
        return ports;
    }

    private static bool HasProxy(JsonElement json, ClusterObject? previous)
    {
        if (json.Field("metadata").Field("labels").Text(InjectionNames.Injected) != "true")
            return false;
        // Once it took tunnels, nobody is to talk to the pod in plaintext because its proxy restarts.
        if (previous?.Resource is WorkloadEntry { HasProxy: true })
            return true;
        var status = json.Field("status");
        var proxy = status.Items("initContainerStatuses").Concat(status.Items("containerStatuses"))
            .FirstOrDefault(container => container.Text("name") == InjectionNames.ProxyContainer);
        return proxy.Flag("started") || proxy.Flag("ready") || proxy.Number("restartCount") > 0;
    }

    private static string FingerprintOf(WorkloadEntry pod) => Fingerprint.Of(string.Join(
        '\n',
        string.Join(',', pod.Addresses), pod.ServiceAccount, pod.Node, pod.HasProxy,
        string.Join(',', pod.Metadata.Labels.Select(label => $"{label.Key}={label.Value}")),
        string.Join(',', pod.Ports.Select(port => $"{port.Key}={port.Value}")),
        string.Join(',', pod.ProxyProtocols.Select(port => $"{port.Key}={port.Value}"))));
}
