using System.Text.Json.Nodes;
using Mesh.Injection.Decisions;
using Mesh.Injection.Patching;
using Mesh.Injection.Pods;
using Mesh.Injection.Probes;
using Mesh.Injection.Settings;

namespace Mesh.Injection;

/// <summary>Decides whether a pod gets a proxy and what changes it by. Pure: the same pod in the same namespace always gives the same answer.</summary>
/// <param name="options">What all pods have in common.</param>
public sealed class PodInjector(InjectionOptions options)
{
    /// <summary>Decides on a pod. It is not changed.</summary>
    /// <param name="pod">A core/v1 Pod.</param>
    /// <param name="within">Its namespace.</param>
    public InjectionResult Inject(JsonObject pod, NamespaceFacts within)
    {
        ArgumentNullException.ThrowIfNull(pod);
        ArgumentNullException.ThrowIfNull(within);
        try
        {
            return Inject(new PodView(pod), within);
        }
        catch (FormatException malformed)
        {
            return InjectionResult.Without(InjectionOutcome.Malformed, $"the pod cannot be read: {malformed.Message}");
        }
    }

    private InjectionResult Inject(PodView pod, NamespaceFacts within)
    {
        if (Eligibility.Decide(pod, within, options.SystemNamespace) is { } other)
            return other;
        var conflicts = Conflicts.Of(pod);
        if (conflicts.Count > 0)
            return InjectionResult.Without(InjectionOutcome.Conflict, string.Join("; ", conflicts));
        var (settings, mistakes) = SettingsReader.Read(within.Annotations, pod.Annotations);
        if (mistakes.Count > 0)
            return InjectionResult.Without(InjectionOutcome.BadAnnotation, string.Join("; ", mistakes));
        var probes = AppProbes.Of(pod);
        return new InjectionResult(InjectionOutcome.Injected, "injected", PodPatch.Create(pod, options, settings, probes));
    }
}
