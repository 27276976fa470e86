using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Api.Yaml;

namespace Mesh.Api.Decoding;

/// <summary>What became of a document.</summary>
/// <param name="Kind">Its kind; null when it is not known.</param>
/// <param name="Name">Its name; null when it has none that is valid.</param>
/// <param name="Resource">The resource; null when something is wrong with it.</param>
internal readonly record struct DecodedDocument(string? Kind, NamespacedName? Name, MeshResource? Resource);

/// <summary>Turns one document into a resource.</summary>
internal static class DocumentDecoder
{
    public static DecodedDocument Decode(string file, YamlNode document, ProblemList problems)
    {
        var context = new DecodeContext(file, problems);
        if (AsRoot(context, document) is not { } root || FindKind(root) is not { } kind)
            return default;
        return Decode(context, kind, root, new YamlOrigin(file, document));
    }

    /// <summary>Decodes an object whose kind is known, so that it need not say it.</summary>
    public static DecodedDocument Decode(DecodeContext context, ResourceKind kind, YamlNode document)
    {
        if (AsRoot(context, document) is not { } root)
            return default;
        root.Ignore("apiVersion", "kind");
        return Decode(context, kind, root, ResourceOrigin.None);
    }

    private static MappingReader? AsRoot(DecodeContext context, YamlNode document)
    {
        if (document is YamlMapping mapping)
            return new MappingReader(mapping, "", document.Line, context);
        context.Error(
            document.Line, "",
            $"expected a resource, found {document.Description}",
            "write apiVersion, kind, metadata and spec");
        return null;
    }

    private static DecodedDocument Decode(DecodeContext context, ResourceKind kind, MappingReader root, ResourceOrigin origin)
    {
        context.Title = kind.Kind;
        if (root.Required("metadata")?.AsMapping() is not { } fields || MetadataDecoder.Decode(fields, kind) is not { } metadata)
            return new DecodedDocument(kind.Kind, null, null);
        context.Title = $"{kind.Kind} {metadata.Name}";
        root.Ignore("status");
        var resource = kind.Decode(metadata, origin, root);
        root.Done();
        return new DecodedDocument(kind.Kind, metadata.Name, context.HasErrors ? null : resource);
    }

    private static ResourceKind? FindKind(MappingReader root)
    {
        var apiVersion = root.Required("apiVersion")?.AsString();
        if (root.Required("kind") is not { } kindField || kindField.AsString() is not { } kind || apiVersion is null)
            return null;
        var known = ResourceKind.Find(apiVersion, kind);
        if (known is null)
            kindField.Fail($"the kind '{kind}' of '{apiVersion}' is not known", ResourceKind.Remedy(kind));
        return known;
    }
}
