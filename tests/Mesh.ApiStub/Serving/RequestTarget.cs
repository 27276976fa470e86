using Mesh.ApiStub.Kinds;

namespace Mesh.ApiStub.Serving;

/// <summary>What a path names: a kind's collection, an object, or an object's subresource.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Version">The version it is asked for in.</param>
/// <param name="Namespace">Null: all, or none.</param>
/// <param name="Name">Null: the collection.</param>
/// <param name="Subresource">Null: the object.</param>
internal sealed record RequestTarget(ApiKind Kind, string Version, string? Namespace, string? Name, string? Subresource)
{
    /// <summary>Null when no such kind is served.</summary>
    public static RequestTarget? Parse(string path, KindRegistry kinds)
    {
        string[] parts = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        var (group, version, rest) = parts switch
        {
            ["api", var v, .. var tail] => ("", v, tail),
            ["apis", var g, var v, .. var tail] => (g, v, tail),
            _ => ("", "", []),
        };
        return rest switch
        {
            ["namespaces", var place, var plural, .. var tail] when kinds.Find(group, version, plural) is { IsNamespaced: true } kind =>
                new(kind, version, place, tail.ElementAtOrDefault(0), tail.ElementAtOrDefault(1)),
            [var plural, .. var tail] when kinds.Find(group, version, plural) is { } kind =>
                new(kind, version, null, tail.ElementAtOrDefault(0), tail.ElementAtOrDefault(1)),
            _ => null,
        };
    }
}
