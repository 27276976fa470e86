namespace Mesh.Hosting.Kubernetes;

/// <summary>Identity of an object among those of its kind.</summary>
/// <param name="Namespace">The namespace; empty for kinds that have none.</param>
/// <param name="Name">The name.</param>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    /// <summary><c>namespace/name</c>, or the name alone.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
