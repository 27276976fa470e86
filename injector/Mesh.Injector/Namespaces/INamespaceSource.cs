using Mesh.Injection.Decisions;

namespace Mesh.Injector.Namespaces;

/// <summary>Knows namespaces.</summary>
internal interface INamespaceSource
{
    /// <summary>A namespace; null when there is none of that name.</summary>
    /// <exception cref="Hosting.Kubernetes.ApiException">It is not known here, and the API server refuses or does not answer.</exception>
    ValueTask<NamespaceFacts?> FindAsync(string name, CancellationToken cancellation);
}
