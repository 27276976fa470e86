namespace Mesh.ApiStub.Kinds;

/// <summary>A kind of object that the server stores.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Versions">Versions it is served in; the first is preferred. All have the same fields.</param>
/// <param name="Kind">As in <c>kind:</c>.</param>
/// <param name="Plural">As in paths.</param>
/// <param name="IsNamespaced">Whether its objects are in namespaces.</param>
public sealed record ApiKind(string Group, IReadOnlyList<string> Versions, string Kind, string Plural, bool IsNamespaced)
{
    /// <summary>Whether <c>status</c> is written only through the subresource.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Whether a CustomResourceDefinition defined it.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Fields that select, besides those of every kind: <c>metadata.name</c> and <c>metadata.namespace</c>.</summary>
    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    /// <summary><c>pods</c> or <c>widgets.example.org</c>.</summary>
    public string Resource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>What people may type instead of the plural.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary><c>v1</c> or <c>group/v1</c>.</summary>
    public string ApiVersionOf(string version) => Group.Length == 0 ? version : $"{Group}/{version}";
}
