using Mesh.Conventions;
using Mesh.Injection.Pods;
using Mesh.Injection.Settings;

namespace Mesh.Injection.Decisions;

/// <summary>Whether a pod is to get a proxy at all.</summary>
internal static class Eligibility
{
    private static readonly string[] ClusterNamespaces = ["kube-system", "kube-public", "kube-node-lease"];

    /// <summary>Why the pod is left alone or refused; null when it is to get a proxy.</summary>
    public static InjectionResult? Decide(PodView pod, NamespaceFacts within, string systemNamespace)
    {
        if (within.Name == systemNamespace || ClusterNamespaces.Contains(within.Name))
            return InjectionResult.Without(InjectionOutcome.SystemNamespace, $"pods of namespace {within.Name} are never injected");
        if (IsInjected(pod))
            return InjectionResult.Without(InjectionOutcome.AlreadyInjected, "the pod has a proxy already");
        return Switch(pod, within) ?? Unsuitable(pod);
    }

    private static bool IsInjected(PodView pod) =>
        pod.Labels.GetValueOrDefault(InjectionNames.Injected) == "true"
        && pod.InitContainers.Any(container => PodView.Text(container, "name", "name") == InjectionNames.ProxyContainer);

    private static InjectionResult? Switch(PodView pod, NamespaceFacts within)
    {
        var (value, where) = (Find(pod.Annotations, pod.Labels), "the pod");
        if (value is null)
            (value, where) = (Find(within.Annotations, within.Labels), $"namespace {within.Name}");
        return value switch
        {
            InjectionNames.Enabled => null,
            InjectionNames.Disabled => InjectionResult.Without(InjectionOutcome.Disabled, $"{InjectionNames.Inject} of {where} is disabled"),
            null => InjectionResult.Without(InjectionOutcome.NotEnabled, $"neither the pod nor namespace {within.Name} has {InjectionNames.Inject}: {InjectionNames.Enabled}"),
            _ => InjectionResult.Without(InjectionOutcome.BadAnnotation, $"{InjectionNames.Inject} of {where} is {Quote.Text(value)}: set it to {InjectionNames.Enabled} or {InjectionNames.Disabled}, or remove it"),
        };
    }

    // The annotation is the user's switch; the label only mirrors it.
    private static string? Find(IReadOnlyDictionary<string, string> annotations, IReadOnlyDictionary<string, string> labels) =>
        annotations.GetValueOrDefault(InjectionNames.Inject) ?? labels.GetValueOrDefault(InjectionNames.Inject);

    private static InjectionResult? Unsuitable(PodView pod)
    {
        if (PodView.IsTrue(pod.Spec, "hostNetwork", "spec.hostNetwork"))
            return InjectionResult.Without(InjectionOutcome.HostNetwork, "the pod shares the node's network (hostNetwork), whose connections are not to be captured");
        if (pod.Annotations.ContainsKey("kubernetes.io/config.mirror"))
            return InjectionResult.Without(InjectionOutcome.MirrorPod, "the pod is a static pod of its node");
        return PodView.Text(PodView.Object(pod.Spec, "os", "spec.os"), "name", "spec.os.name") == "windows"
            ? InjectionResult.Without(InjectionOutcome.Windows, "the pod runs on Windows")
            : null;
    }
}
