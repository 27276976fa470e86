namespace Mesh.Hosting.Kubernetes.Informers;

/// <summary>What happened to one object.</summary>
/// <param name="Key">The object's name.</param>
/// <param name="Before">What it was; null when it is new.</param>
/// <param name="After">What it is; null when it is gone.</param>
public readonly record struct ObjectChange<T>(ObjectKey Key, T? Before, T? After)
    where T : class
{
    /// <summary>
    /// For an object that is gone: whether <see cref="Before"/> is the state it was deleted in. It is not when the deletion was only
    /// noticed by the object's absence from a list.
    /// </summary>
    public bool IsFinalStateKnown { get; init; }
}
