using Mesh.Api.Resources;
using Mesh.Api.Syntax;

namespace Mesh.Api.Decoding;

/// <summary>Reads a route's references to services.</summary>
internal static class ReferenceDecoder
{
    private const int MostParents = 32;
    private const int MostBackends = 16;
    private const int LargestWeight = 1_000_000;

    private static readonly Fault ForeignParent = new(
        "consumer routes, whose parent is in another namespace, are not supported yet",
        "move the route into the service's namespace");

    private static readonly Fault ForeignBackend = new(
        "a backend in another namespace needs a ReferenceGrant, which is not supported yet",
        "use a service in the route's namespace");

    public static IReadOnlyList<ParentReference> ReadParents(MappingReader spec)
    {
        var empty = new Fault("a route without parents does nothing", "name the Service that it is for");
        var written = spec.Context.IsFromCluster ? spec.List("parentRefs", MostParents) : spec.RequiredList("parentRefs", MostParents, empty);
        return [.. written.Select((value, index) => ReadParent(value) is { } parent ? parent with { Position = index } : null).OfType<ParentReference>()];
    }

    public static IReadOnlyList<BackendReference> ReadBackends(MappingReader rule) =>
        [.. rule.List("backendRefs", MostBackends).Select(ReadBackend).OfType<BackendReference>()];

    private static ParentReference? ReadParent(FieldValue value)
    {
        if (value.AsMapping() is not { } fields)
            return null;
        var group = fields.Optional("group")?.AsString();
        var kind = fields.Optional("kind")?.AsString() ?? "Gateway";
        // A cluster may have other implementations of the Gateway API, and this parent is theirs.
        if (value.Context.IsFromCluster && (kind != "Service" || group is not ("" or "core")))
            return null;
        // GEP-1426 spells the core group both ways; an absent one is the Gateway API's, also beside kind: Service.
        if (kind == "Service" && group is null)
            value.Fail("without a group the parent is not a core Service", "add group: \"\"");
        else if (kind != "Service" || group is not ("" or "core"))
            value.Fail($"parents of kind {kind} are not supported yet", "use group: \"\" and kind: Service");
        var service = ReadService(fields, ForeignParent);
        var parent = new ParentReference(service, fields.Optional("port")?.AsPort(), fields.Optional("sectionName")?.AsString(Names.CheckPortName));
        fields.Done();
        return parent;
    }

    private static BackendReference? ReadBackend(FieldValue value)
    {
        if (value.AsMapping() is not { } fields)
            return null;
        var group = fields.Optional("group")?.AsString() ?? "";
        var kind = fields.Optional("kind")?.AsString() ?? "Service";
        if (group.Length > 0 || kind != "Service")
            value.Fail($"backends of kind {kind} in group '{group}' are not supported", "use a Service");
        var service = ReadService(fields, ForeignBackend);
        var port = fields.Required("port")?.AsPort() ?? 0;
        var weight = fields.Optional("weight") is { } given ? given.AsInt(0, LargestWeight) ?? 0 : 1;
        fields.Refuse("filters", "filters are not supported yet", "remove them");
        fields.Done();
        return new BackendReference(service, port, weight);
    }

    private static NamespacedName ReadService(MappingReader fields, Fault foreign)
    {
        var own = fields.Context.Namespace;
        var name = fields.Required("name")?.AsString(Names.CheckServiceName) ?? "";
        if (fields.Optional("namespace") is { } place && place.AsString(Names.CheckLabel) is { } text && text != own)
            place.Fail(foreign.Message, foreign.Remedy);
        return new NamespacedName(own, name);
    }
}
