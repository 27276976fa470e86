using Mesh.Api.Resources;

namespace Mesh.Api.Validation;

/// <summary>EndpointSlices: whether a service uses them.</summary>
internal static class EndpointSliceChecks
{
    private const string LabelField = $"metadata.labels[{EndpointSlice.ServiceNameLabel}]";

    public static void Run(ValidationScope scope)
    {
        foreach (var slice in scope.Resources.EndpointSlices)
        {
            if (slice.Service is not { } name)
                scope.Warning(slice, "metadata.labels", "no service uses the slice", $"add the label {EndpointSlice.ServiceNameLabel}");
            else if (scope.IsMissing(name))
                scope.Warning(slice, LabelField, $"there is no Service {name}", "add the Service or correct the label");
            else if (scope.FindService(name) is { } service)
                CheckPorts(scope, slice, service);
        }
    }

    private static void CheckPorts(ValidationScope scope, EndpointSlice slice, Service service)
    {
        foreach (var (index, port) in slice.Ports.Index())
        {
            if (service.Ports.All(known => (known.Name ?? "") != port.Name))
            {
                scope.Warning(
                    slice, $"ports[{index}]",
                    $"{service.Title} has no port called '{port.Name}'",
                    "use the name of one of its ports");
            }
        }
    }
}
