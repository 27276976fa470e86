namespace Mesh.Api.Resources;

/// <summary>The service that a route is for.</summary>
/// <param name="Service">The service.</param>
/// <param name="Port">Only this port; null: all ports.</param>
/// <param name="SectionName">Only the port of this name; null: all ports.</param>
public sealed record ParentReference(NamespacedName Service, int? Port, string? SectionName)
{
    /// <summary>Its place among the route's <c>parentRefs</c>, from 0.</summary>
    public int Position { get; init; }

    /// <summary>Whether the route is for <paramref name="port"/>.</summary>
    public bool Selects(ServicePort port) =>
        port.Protocol == TransportProtocol.Tcp
        && (Port is null || Port == port.Port)
        && (SectionName is null || SectionName == port.Name);
}
