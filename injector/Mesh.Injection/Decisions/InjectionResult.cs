using Mesh.Injection.Patching;

namespace Mesh.Injection.Decisions;

/// <summary>What is to become of a pod.</summary>
public enum InjectionOutcome
{
    /// <summary>It gets a proxy.</summary>
    Injected,

    /// <summary>It is left alone: nobody asked for a proxy.</summary>
    NotEnabled,

    /// <summary>It is left alone: somebody asked for none.</summary>
    Disabled,

    /// <summary>It is left alone: its namespace is the cluster's or the mesh's own.</summary>
    SystemNamespace,

    /// <summary>It is left alone: it shares the node's network.</summary>
    HostNetwork,

    /// <summary>It is left alone: it has a proxy already.</summary>
    AlreadyInjected,

    /// <summary>It is left alone: the kubelet runs it from a file and does not listen to the API server.</summary>
    MirrorPod,

    /// <summary>It is left alone: it runs on Windows.</summary>
    Windows,

    /// <summary>It is refused: an annotation is unknown or has a value that means nothing.</summary>
    BadAnnotation,

    /// <summary>It is refused: it uses a name, port or user that belongs to the mesh.</summary>
    Conflict,

    /// <summary>It is refused: it is not a pod.</summary>
    Malformed,
}

/// <summary>What is to become of a pod, and why.</summary>
/// <param name="Outcome">The kind of decision.</param>
/// <param name="Message">Why, for people; with every mistake and its remedy when the pod is refused.</param>
/// <param name="Patch">What to change; empty unless the pod is injected.</param>
public sealed record InjectionResult(InjectionOutcome Outcome, string Message, JsonPatch Patch)
{
    /// <summary>Whether the pod may be created.</summary>
    public bool IsAllowed => Outcome is not (InjectionOutcome.BadAnnotation or InjectionOutcome.Conflict or InjectionOutcome.Malformed);

    internal static InjectionResult Without(InjectionOutcome outcome, string message) => new(outcome, message, JsonPatch.Empty);
}
