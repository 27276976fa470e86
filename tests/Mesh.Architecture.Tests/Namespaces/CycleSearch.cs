namespace Mesh.Architecture.Tests.Namespaces;

/// <summary>Finds cycles in a directed graph.</summary>
internal static class CycleSearch
{
    /// <summary>A shortest cycle through each node that is on one, each cycle once: <c>a, b, a</c>.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Find(IReadOnlyDictionary<string, IReadOnlyCollection<string>> edges)
    {
        var cycles = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var start in edges.Keys)
        {
            if (ShortestCycle(start, edges) is { } cycle)
                cycles.TryAdd(string.Join('|', cycle.Skip(1).Order(StringComparer.Ordinal)), cycle);
        }
        return [.. cycles.Values];
    }

    private static List<string>? ShortestCycle(string start, IReadOnlyDictionary<string, IReadOnlyCollection<string>> edges)
    {
        var cameFrom = new Dictionary<string, string>(StringComparer.Ordinal);
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out var node))
        {
            foreach (var next in edges.GetValueOrDefault(node, []))
            {
                if (next == start)
                    return Path(start, node, cameFrom);
                if (cameFrom.TryAdd(next, node))
                    queue.Enqueue(next);
            }
        }
        return null;
    }

    private static List<string> Path(string start, string last, Dictionary<string, string> cameFrom)
    {
        var path = new List<string> { start };
        for (var node = last; node != start; node = cameFrom[node])
            path.Insert(0, node);
        path.Insert(0, start);
        return path;
    }
}
