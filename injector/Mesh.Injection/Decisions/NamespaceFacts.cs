namespace Mesh.Injection.Decisions;

/// <summary>What injection needs to know of a pod's namespace.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Annotations">Its annotations.</param>
/// <param name="Labels">Its labels.</param>
public sealed record NamespaceFacts(string Name, IReadOnlyDictionary<string, string> Annotations, IReadOnlyDictionary<string, string> Labels);
