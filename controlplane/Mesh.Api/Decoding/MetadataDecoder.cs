using System.Globalization;
using Mesh.Api.Resources;
using Mesh.Api.Syntax;

namespace Mesh.Api.Decoding;

/// <summary>Reads <c>metadata</c>.</summary>
internal static class MetadataDecoder
{
    private const string DefaultNamespace = "default";

    /// <summary>Null when the resource has no valid name.</summary>
    public static ObjectMeta? Decode(MappingReader fields, ResourceKind kind)
    {
        var context = fields.Context;
        var name = fields.Required("name")?.AsString(kind.CheckName);
        var given = fields.Optional("namespace");
        var place = given is null ? DefaultNamespace : given.Value.AsString(Names.CheckLabel);
        if (name is not null && place is not null)
            context.Title = $"{kind.Kind} {place}/{name}";
        context.Namespace = place ?? DefaultNamespace;

        var labels = fields.Texts("labels", Names.CheckQualifiedName, Names.CheckLabelValue);
        var annotations = fields.Texts("annotations", Names.CheckQualifiedName);
        var created = fields.Optional("creationTimestamp") is { } timestamp ? ReadTimestamp(timestamp) : null;
        if (context.IsFromCluster)
            fields.Ignore("generateName");
        else
            fields.Refuse("generateName", "generated names are not supported", "write a name");
        fields.Ignore(
            "uid", "resourceVersion", "generation", "selfLink", "managedFields", "ownerReferences", "finalizers",
            "deletionTimestamp", "deletionGracePeriodSeconds");
        fields.Done();
        return name is null || place is null
            ? null
            : new ObjectMeta(new NamespacedName(place, name)) { Labels = labels, Annotations = annotations, CreationTimestamp = created };
    }

    private static DateTimeOffset? ReadTimestamp(FieldValue value)
    {
        if (value.AsString() is not { } text)
            return null;
        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time;
        value.Fail($"'{text}' is not a time", "write it as 2026-01-31T12:00:00Z");
        return null;
    }
}
