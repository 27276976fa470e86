using System.Collections.Immutable;

namespace Mesh.Api.Resources;

/// <summary>What every resource carries beside its spec.</summary>
/// <param name="Name">Namespace and name. A resource that names no namespace is in <c>default</c>.</param>
public sealed record ObjectMeta(NamespacedName Name)
{
    /// <summary>No labels or annotations, ordered ordinally.</summary>
    public static ImmutableSortedDictionary<string, string> NoLabels { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>What selectors look at.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = NoLabels;

    /// <summary>Settings and notes that selectors do not see.</summary>
    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = NoLabels;

    /// <summary>When the API server accepted the resource; null outside Kubernetes unless written. Older routes win ties.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }
}
