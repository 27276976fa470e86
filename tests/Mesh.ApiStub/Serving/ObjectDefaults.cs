using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.ApiStub.Kinds;
using Mesh.ApiStub.Storage;

namespace Mesh.ApiStub.Serving;

/// <summary>What the server adds to new objects, as far as the mesh reads it.</summary>
internal sealed class ObjectDefaults(ObjectStore store)
{
    private int _addresses;

    /// <exception cref="ApiError">The object cannot be stored.</exception>
    public void Complete(RequestTarget target, JsonObject made)
    {
        var kind = target.Kind;
        made["apiVersion"] = kind.ApiVersionOf(kind.Versions[0]);
        made["kind"] = kind.Kind;
        var metadata = made["metadata"] as JsonObject ?? throw new ApiError(422, "Invalid", "metadata: Required value");
        if (metadata["name"] is null && (string?)metadata["generateName"] is { } prefix)
            metadata["name"] = prefix + Guid.NewGuid().ToString("N")[..5];
        ObjectChecks.CheckNew(kind, made);
        if (kind.IsNamespaced)
            CheckNamespace(target, metadata);
        if (kind is { Group: "", Kind: "Namespace" })
        {
            Label(metadata, "kubernetes.io/metadata.name", (string)metadata["name"]!);
            made["status"] = new JsonObject { ["phase"] = "Active" };
        }

        if (kind is { Group: "", Kind: "Service" } && made["spec"] is JsonObject service)
            CompleteService(service);
        if (kind is { Group: "", Kind: "Pod" })
            PodDefaults.Complete(made);
    }

    private void CheckNamespace(RequestTarget target, JsonObject metadata)
    {
        var place = target.Namespace ?? (string?)metadata["namespace"] ?? "default";
        if (store.Find(KindNamespace, "", place) is null)
            throw ApiError.NotFound(KindNamespace, place);
        metadata["namespace"] = place;
    }

    private static readonly ApiKind KindNamespace = new("", ["v1"], "Namespace", "namespaces", false);

    private void CompleteService(JsonObject spec)
    {
        spec["type"] ??= "ClusterIP";
        spec["sessionAffinity"] ??= "None";
        foreach (var port in spec["ports"]?.AsArray() ?? [])
        {
            port!["protocol"] ??= "TCP";
            port["targetPort"] ??= port["port"]!.DeepClone();
        }

        if ((string?)spec["type"] == "ExternalName")
            return;
        spec["internalTrafficPolicy"] ??= "Cluster";
        spec["ipFamilies"] ??= new JsonArray("IPv4");
        spec["ipFamilyPolicy"] ??= "SingleStack";
        var count = Interlocked.Increment(ref _addresses);
        spec["clusterIP"] ??= string.Create(CultureInfo.InvariantCulture, $"10.96.{count / 250}.{1 + (count % 250)}");
        spec["clusterIPs"] ??= new JsonArray((string)spec["clusterIP"]!);
    }

    private static void Label(JsonObject metadata, string key, string value)
    {
        if (metadata["labels"] is not JsonObject labels)
            metadata["labels"] = labels = [];
        labels[key] = value;
    }
}
