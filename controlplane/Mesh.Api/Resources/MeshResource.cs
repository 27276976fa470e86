using Mesh.Api.Problems;

namespace Mesh.Api.Resources;

/// <summary>Anything a user writes.</summary>
/// <param name="Metadata">Name, labels, annotations.</param>
/// <param name="Origin">Where it was read.</param>
public abstract record MeshResource(ObjectMeta Metadata, ResourceOrigin Origin)
{
    /// <summary>The kind, as in <c>kind:</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Namespace and name.</summary>
    public NamespacedName Name => Metadata.Name;

    /// <summary>How problems name it: <c>HTTPRoute shop/catalog</c>.</summary>
    public string Title => $"{Kind} {Name}";
}
