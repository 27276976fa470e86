using Mesh.Api.Resources;

namespace Mesh.Model.Snapshots;

/// <summary>Who asks, as far as answers may depend on it.</summary>
/// <param name="Workload">Namespace and name of the proxy's workload.</param>
/// <param name="IdentityNamespace">Namespace in the proxy's authenticated identity.</param>
public sealed record ProxyView(NamespacedName Workload, string IdentityNamespace);
