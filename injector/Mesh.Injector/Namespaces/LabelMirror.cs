using System.Text.Json.Nodes;
using Mesh.Conventions;
using Mesh.Injection.Decisions;

namespace Mesh.Injector.Namespaces;

/// <summary>What a namespace's label has to become, so that the webhooks' selectors see the annotation. Pure.</summary>
internal static class LabelMirror
{
    /// <summary>The merge patch that a namespace needs; null: none.</summary>
    /// <param name="now">The namespace.</param>
    /// <param name="before">What it was when it was last looked at; null: not seen before.</param>
    public static JsonObject? PatchOf(NamespaceFacts now, NamespaceFacts? before)
    {
        var (annotation, label) = (now.Annotations.GetValueOrDefault(InjectionNames.Inject), now.Labels.GetValueOrDefault(InjectionNames.Inject));
        if (annotation is InjectionNames.Enabled or InjectionNames.Disabled)
            return annotation == label ? null : Patch(annotation);

        // A label without annotation is somebody's own, unless it only mirrored an annotation that was just removed.
        var mirrored = before?.Annotations.GetValueOrDefault(InjectionNames.Inject);
        return annotation is null && label is not null && mirrored == label ? Patch(null) : null;
    }

    private static JsonObject Patch(string? value) =>
        new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [InjectionNames.Inject] = value } } };
}
