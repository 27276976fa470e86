using System.Text.Json.Nodes;
using Mesh.ApiStub.Admission;
using Mesh.ApiStub.Kinds;
using Mesh.ApiStub.Patches;
using Mesh.ApiStub.Storage;

namespace Mesh.ApiStub.Serving;

/// <summary>Requests that write objects, or read one.</summary>
internal sealed class ObjectRequests(ObjectStore store, KindRegistry kinds, Definitions definitions, AdmissionCalls admission)
{
    private static readonly ApiKind Accounts = new("", ["v1"], "ServiceAccount", "serviceaccounts", true);

    private readonly ObjectDefaults _defaults = new(store);

    public JsonObject Get(RequestTarget target) =>
        store.Find(target.Kind, target.Namespace ?? "", target.Name!) ?? throw ApiError.NotFound(target.Kind, target.Name!);

    public async Task<JsonObject> CreateAsync(RequestTarget target, JsonObject body, bool isDryRun, CancellationToken cancellation)
    {
        ObjectChecks.CheckPath(target, body);
        // A node is made by its kubelet, which says at once how it is.
        if (target.Kind is { HasStatus: true, Kind: not "Node" })
            body.Remove("status");
        _defaults.Complete(target, body);
        body = await admission.AdmitAsync(target.Kind, body, isDryRun, cancellation);
        if (isDryRun)
            return body;
        var stored = store.Create(target.Kind, body);
        if (target.Kind.Kind == "CustomResourceDefinition")
            definitions.Begin(target, stored);
        if (target.Kind is { Group: "", Kind: "Namespace" })
            store.Create(Accounts, DefaultAccount(ObjectStore.NameOf(stored).Name));
        return stored;
    }

    public JsonObject Replace(RequestTarget target, JsonObject body, bool isDryRun = false) => Update(target, isDryRun, before => Replace(target, before, body));

    private static JsonObject Replace(RequestTarget target, JsonObject before, JsonObject body)
    {
        ObjectChecks.CheckPath(target, body);
        return target.Kind.IsCustom && string.IsNullOrEmpty((string?)body["metadata"]?["resourceVersion"])
            ? throw ApiError.Invalid(target.Kind, target.Name!, "metadata.resourceVersion: Invalid value: 0: must be specified for an update")
            : Merge(target, before, body);
    }

    public JsonObject Patch(RequestTarget target, JsonNode patch, string? contentType, bool isDryRun) =>
        Update(target, isDryRun, before => Merge(target, before, contentType switch
        {
            "application/json-patch+json" => (JsonObject)JsonPatch.Apply(before, patch),
            "application/strategic-merge-patch+json" when !target.Kind.IsCustom => (JsonObject)StrategicPatch.Apply(before, patch)!,
            "application/merge-patch+json" => (JsonObject)MergePatch.Apply(before, patch)!,
            _ => throw new ApiError(415, "UnsupportedMediaType", $"the body of the request was in an unknown format: {contentType}"),
        }));

    /// <summary>Server-side apply: what is not there is made, what is there is merged.</summary>
    public async Task<JsonObject> ApplyAsync(RequestTarget target, JsonObject body, ServerSideApply apply, bool isDryRun, CancellationToken cancellation)
    {
        if (store.Find(target.Kind, target.Namespace ?? "", target.Name!) is not null)
            return Update(target, isDryRun, before => Merge(target, before, apply.Merge(before, body)));
        body["metadata"]!["name"] = target.Name;
        return await CreateAsync(target with { Name = null }, apply.Merge([], body), isDryRun, cancellation);
    }

    /// <returns>The object as it was.</returns>
    public JsonObject Delete(RequestTarget target, bool isDryRun = false)
    {
        if (isDryRun)
            return Get(target);
        if (target.Kind.Kind == "CustomResourceDefinition")
            definitions.End(Get(target)["spec"]!);
        var gone = store.Delete(target.Kind, target.Namespace ?? "", target.Name!);
        if (target.Kind is { Group: "", Kind: "Namespace" })
            Empty(target.Name!);
        return gone;
    }

    private JsonObject Update(RequestTarget target, bool isDryRun, Func<JsonObject, JsonObject> change) =>
        isDryRun ? change((JsonObject)Get(target).DeepClone()) : store.Update(target.Kind, target.Namespace ?? "", target.Name!, change);

    // The status subresource writes nothing else, and everything else does not write the status.
    private static JsonObject Merge(RequestTarget target, JsonObject before, JsonObject after)
    {
        var version = (string?)before["metadata"]!["resourceVersion"];
        if ((string?)after["metadata"]?["resourceVersion"] is { Length: > 0 } expected && expected != version)
            throw ApiError.Stale(target.Kind, target.Name!);
        if (target.Subresource == "status")
        {
            before["status"] = after["status"]?.DeepClone();
            return before;
        }

        var merged = (JsonObject)after.DeepClone();
        foreach (var kept in new[] { "name", "namespace", "uid", "creationTimestamp", "generation", "resourceVersion" })
            Keep(merged, before, kept);
        if (merged["metadata"]!["managedFields"] is null)
            Keep(merged, before, "managedFields");
        merged["apiVersion"] = before["apiVersion"]!.DeepClone();
        merged["kind"] = before["kind"]!.DeepClone();
        if (target.Kind.HasStatus)
            merged.Remove("status");
        if (target.Kind.HasStatus && before["status"] is { } status)
            merged["status"] = status.DeepClone();
        return merged;
    }

    private static JsonObject DefaultAccount(string place) => new()
    {
        ["apiVersion"] = "v1", ["kind"] = "ServiceAccount", ["metadata"] = new JsonObject { ["name"] = "default", ["namespace"] = place },
    };

    private void Empty(string place)
    {
        foreach (var kind in kinds.All.Where(kind => kind.IsNamespaced))
        {
            foreach (var (_, name) in store.List(kind).Objects.Select(ObjectStore.NameOf).Where(key => key.Namespace == place).ToArray())
                store.Delete(kind, place, name);
        }
    }

    private static void Keep(JsonObject merged, JsonObject before, string field)
    {
        merged["metadata"]!.AsObject().Remove(field);
        if (before["metadata"]![field] is { } value)
            merged["metadata"]![field] = value.DeepClone();
    }
}
