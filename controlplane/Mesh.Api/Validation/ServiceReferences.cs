using Mesh.Api.Problems;
using Mesh.Api.Resources;

namespace Mesh.Api.Validation;

/// <summary>Follows references to a service and its port.</summary>
internal static class ServiceReferences
{
    /// <summary>The port; null when it is reported, or unknown because the service is not readable.</summary>
    public static (Service Service, ServicePort Port)? Resolve(
        ValidationScope scope, MeshResource from, string field, string portField, NamespacedName name, int port)
    {
        if (Resolve(scope, from, field, name) is not { } service)
            return null;
        if (service.FindPort(port) is { } found)
            return (service, found);
        var ports = service.Ports.Where(known => known.Protocol == TransportProtocol.Tcp).Select(known => known.Port);
        scope.Error(from, portField, $"{service.Title} has no TCP port {port}", "it has " + string.Join(", ", ports));
        return null;
    }

    /// <summary>The service; null when it is reported or not readable.</summary>
    public static Service? Resolve(ValidationScope scope, MeshResource from, string field, NamespacedName name)
    {
        if (!scope.IsMissing(name))
            return scope.FindService(name);
        var remedy = Suggestion.Nearest(name.Name, scope.ServiceNames(name.Namespace)) is { } nearest
            ? $"did you mean '{nearest}'?"
            : "add the Service or correct the name";
        scope.Error(from, field, $"there is no Service {name}", remedy);
        return null;
    }
}
