using Mono.Cecil;

namespace Mesh.Architecture.Tests.Namespaces;

/// <summary>Which namespaces of one assembly use which, each with one example.</summary>
internal sealed class NamespaceGraph
{
    private readonly Dictionary<string, SortedDictionary<string, string>> _edges = new(StringComparer.Ordinal);

    private NamespaceGraph()
    {
    }

    /// <summary>The namespaces that a namespace uses.</summary>
    public IReadOnlyDictionary<string, IReadOnlyCollection<string>> Edges =>
        _edges.ToDictionary(edge => edge.Key, edge => (IReadOnlyCollection<string>)edge.Value.Keys, StringComparer.Ordinal);

    /// <summary>Reads an assembly's own namespaces: those that begin with <paramref name="root"/>, so that generated helpers do not count.</summary>
    public static NamespaceGraph Read(ModuleDefinition module, string root)
    {
        var graph = new NamespaceGraph();
        foreach (var type in module.GetTypes())
        {
            foreach (var used in TypeReferences.Of(type).Where(used => used.Scope == module))
                graph.Add(type, used, root);
        }
        return graph;
    }

    /// <summary>Which type uses which, for a message.</summary>
    public string Example(string from, string to) => _edges[from][to];

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is not null)
            type = type.DeclaringType;
        return type;
    }

    private void Add(TypeDefinition type, TypeReference used, string root)
    {
        var (user, target) = (Outermost(type), Outermost(used));
        if (user.Namespace == target.Namespace || !IsOurs(user.Namespace, root) || !IsOurs(target.Namespace, root))
            return;
        if (!_edges.TryGetValue(user.Namespace, out var targets))
            _edges[user.Namespace] = targets = new SortedDictionary<string, string>(StringComparer.Ordinal);
        targets.TryAdd(target.Namespace, $"{user.Name} uses {target.Name}");
    }

    private static bool IsOurs(string name, string root) => name == root || name.StartsWith(root + ".", StringComparison.Ordinal);
}
