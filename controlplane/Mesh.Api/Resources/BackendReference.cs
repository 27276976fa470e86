namespace Mesh.Api.Resources;

/// <summary>Where a rule sends a share of its traffic.</summary>
/// <param name="Service">The service.</param>
/// <param name="Port">The service's port.</param>
/// <param name="Weight">Share relative to the rule's other backends, 0 to 1000000. Default 1.</param>
public sealed record BackendReference(NamespacedName Service, int Port, int Weight);
