using System.Text.Json.Nodes;
using Mesh.ApiStub.Admission;
using Mesh.ApiStub.Kinds;
using Mesh.ApiStub.Patches;
using Mesh.ApiStub.Storage;

namespace Mesh.ApiStub.Serving;

/// <summary>Requests that write objects, or read one.</summary>
internal sealed class ObjectRequests(ObjectStore store, KindRegistry kinds, AdmissionCalls admission)
{
    private readonly ObjectDefaults _defaults = new(store);

    public JsonObject Get(RequestTarget target) =>
        store.Find(target.Kind, target.Namespace ?? "", target.Name!) ?? throw ApiError.NotFound($"{target.Kind.Plural} \"{target.Name}\"");

    public async Task<JsonObject> CreateAsync(RequestTarget target, JsonObject body, bool isDryRun, CancellationToken cancellation)
    {
        _defaults.Complete(target, body);
        if (target.Kind.HasStatus && target.Kind.Group is not ("" or "apiextensions.k8s.io"))
            body.Remove("status");
        body = await admission.AdmitAsync(target.Kind, body, isDryRun, cancellation);
        if (isDryRun)
            return body;
        var stored = store.Create(target.Kind, body);
        if (target.Kind.Kind == "CustomResourceDefinition")
            DefineKind(target, stored);
        return stored;
    }

    public JsonObject Replace(RequestTarget target, JsonObject body) =>
        store.Update(target.Kind, target.Namespace ?? "", target.Name!, before => Merge(target, before, body));

    public JsonObject Patch(RequestTarget target, JsonNode patch, string? contentType) =>
        store.Update(target.Kind, target.Namespace ?? "", target.Name!, before => Merge(target, before, contentType switch
        {
            "application/json-patch+json" => (JsonObject)JsonPatch.Apply(before, patch),
            "application/strategic-merge-patch+json" => (JsonObject)StrategicPatch.Apply(before, patch)!,
            "application/merge-patch+json" or "application/apply-patch+yaml" or "application/apply-patch+json" => (JsonObject)MergePatch.Apply(before, patch)!,
            _ => throw new ApiError(415, "UnsupportedMediaType", $"the body of the request was in an unknown format: {contentType}"),
        }));

    /// <summary>Server-side apply, as far as one writer needs it: what is not there is made, what is there is merged.</summary>
    public async Task<JsonObject> ApplyAsync(RequestTarget target, JsonObject body, CancellationToken cancellation)
    {
        if (store.Find(target.Kind, target.Namespace ?? "", target.Name!) is not null)
            return Patch(target, body, "application/apply-patch+yaml");
        body["metadata"]!["name"] = target.Name;
        return await CreateAsync(target, body, isDryRun: false, cancellation);
    }

    public void Delete(RequestTarget target)
    {
        var gone = store.Delete(target.Kind, target.Namespace ?? "", target.Name!);
        if (target.Kind is { Group: "", Kind: "Namespace" })
            Empty(target.Name!);
        if (target.Kind.Kind == "CustomResourceDefinition")
            kinds.Remove((string)gone["spec"]!["group"]!, (string)gone["spec"]!["names"]!["plural"]!);
    }

    // The status subresource writes nothing else, and everything else does not write the status.
    private static JsonObject Merge(RequestTarget target, JsonObject before, JsonObject after)
    {
        var version = (string?)before["metadata"]!["resourceVersion"];
        if ((string?)after["metadata"]?["resourceVersion"] is { Length: > 0 } expected && expected != version)
            throw new ApiError(409, "Conflict", $"the object has been modified: {expected} is not {version}; please apply your changes to the latest version");
        if (target.Subresource == "status")
        {
            before["status"] = after["status"]?.DeepClone();
            return before;
        }

        var merged = (JsonObject)after.DeepClone();
        foreach (var kept in new[] { "name", "namespace", "uid", "creationTimestamp", "generation", "resourceVersion" })
            merged["metadata"]![kept] = before["metadata"]![kept]?.DeepClone();
        merged["apiVersion"] = before["apiVersion"]!.DeepClone();
        merged["kind"] = before["kind"]!.DeepClone();
        if (target.Kind.HasStatus && target.Kind.Group.Length > 0 && before["status"] is { } status)
            merged["status"] = status.DeepClone();
        return merged;
    }

    private void Empty(string place)
    {
        foreach (var kind in kinds.All.Where(kind => kind.IsNamespaced))
        {
            foreach (var (_, name) in store.List(kind).Objects.Select(ObjectStore.NameOf).Where(key => key.Namespace == place).ToArray())
                store.Delete(kind, place, name);
        }
    }

    private void DefineKind(RequestTarget target, JsonObject definition)
    {
        kinds.Add(KindRegistry.OfDefinition(definition));
        store.Update(target.Kind, "", target.Name ?? ObjectStore.NameOf(definition).Name, json =>
        {
            json["status"] = new JsonObject
            {
                ["conditions"] = new JsonArray(
                    new JsonObject { ["type"] = "NamesAccepted", ["status"] = "True" },
                    new JsonObject { ["type"] = "Established", ["status"] = "True" }),
            };
            return json;
        });
    }
}
