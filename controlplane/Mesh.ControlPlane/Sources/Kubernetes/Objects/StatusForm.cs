namespace Mesh.ControlPlane.Sources.Kubernetes.Objects;

/// <summary>How a status says what became of an object.</summary>
internal enum StatusForm
{
    /// <summary>Not at all, or it is another's.</summary>
    None,

    /// <summary>By conditions.</summary>
    Conditions,

    /// <summary>By conditions for each parent, as the Gateway API has it for routes.</summary>
    Parents,
}
