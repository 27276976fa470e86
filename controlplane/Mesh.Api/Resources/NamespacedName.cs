namespace Mesh.Api.Resources;

/// <summary>Identity of a resource among those of its kind. Ordered by namespace, then name, both ordinal.</summary>
/// <param name="Namespace">The namespace, a DNS-1123 label.</param>
/// <param name="Name">The name.</param>
public readonly record struct NamespacedName(string Namespace, string Name) : IComparable<NamespacedName>
{
    /// <summary>The mesh's name of a service: <c>catalog.shop</c>.</summary>
    public string ServiceName => $"{Name}.{Namespace}";

    /// <summary>Reads <c>namespace/name</c>.</summary>
    /// <returns>False when there is not exactly one slash between two non-empty parts.</returns>
    public static bool TryParse(string text, out NamespacedName value)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var found = slash > 0 && slash < text.Length - 1 && text.LastIndexOf('/') == slash;
        value = found ? new NamespacedName(text[..slash], text[(slash + 1)..]) : default;
        return found;
    }

    /// <inheritdoc/>
    public int CompareTo(NamespacedName other)
    {
        var order = string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary><c>namespace/name</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}";

    /// <summary>Whether <paramref name="left"/> sorts first.</summary>
    public static bool operator <(NamespacedName left, NamespacedName right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts last.</summary>
    public static bool operator >(NamespacedName left, NamespacedName right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> sorts first or both are equal.</summary>
    public static bool operator <=(NamespacedName left, NamespacedName right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> sorts last or both are equal.</summary>
    public static bool operator >=(NamespacedName left, NamespacedName right) => left.CompareTo(right) >= 0;
}
