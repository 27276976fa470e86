using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Mesh.ApiStub.Kinds;
using Mesh.ApiStub.Patches;
using Mesh.ApiStub.Storage;

namespace Mesh.ApiStub.Admission;

/// <summary>Asks the configured mutating webhooks before a pod is made.</summary>
internal sealed class AdmissionCalls(ObjectStore store, WebhookClients clients)
{
    private static readonly ApiKind Webhooks =
        new("admissionregistration.k8s.io", ["v1"], "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", false);

    private static readonly ApiKind Namespaces = new("", ["v1"], "Namespace", "namespaces", false);

    /// <summary>The object as the webhooks leave it.</summary>
    /// <exception cref="ApiError">A webhook refused it, or one that must be asked did not answer.</exception>
    public async Task<JsonObject> AdmitAsync(ApiKind kind, JsonObject made, bool isDryRun, CancellationToken cancellation)
    {
        if (kind is not { Group: "", Kind: "Pod" })
            return made;
        foreach (var webhook in store.List(Webhooks).Objects.SelectMany(config => config["webhooks"]?.AsArray() ?? []))
        {
            if (Selects(webhook!, made))
                made = await AskAsync(webhook!, made, isDryRun, cancellation);
        }

        return made;
    }

    private bool Selects(JsonNode webhook, JsonObject pod)
    {
        var place = store.Find(Namespaces, "", ObjectStore.NameOf(pod).Namespace);
        return webhook["rules"]!.AsArray().Any(rule => Lists(rule!, "operations", "CREATE") && Lists(rule!, "resources", "pods"))
            && LabelSelectors.Matches(webhook["namespaceSelector"], place?["metadata"]?["labels"] as JsonObject)
            && LabelSelectors.Matches(webhook["objectSelector"], pod["metadata"]?["labels"] as JsonObject);
    }

    private static bool Lists(JsonNode rule, string field, string value) =>
        rule[field]!.AsArray().Any(item => (string?)item is { } text && (text == "*" || text == value));

    private async Task<JsonObject> AskAsync(JsonNode webhook, JsonObject pod, bool isDryRun, CancellationToken cancellation)
    {
        var name = (string)webhook["name"]!;
        JsonNode response;
        try
        {
            using var client = clients.Create(webhook["clientConfig"]!, out var address);
            client.Timeout = TimeSpan.FromSeconds((int?)webhook["timeoutSeconds"] ?? 10);
            using var answer = await client.PostAsJsonAsync(address, ReviewOf(pod, isDryRun), cancellation);
            answer.EnsureSuccessStatusCode();
            response = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))!["response"]!;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or System.Text.Json.JsonException)
        {
            if ((string?)webhook["failurePolicy"] == "Ignore")
                return pod;
            throw new ApiError(500, "InternalError", $"Internal error occurred: failed calling webhook \"{name}\": {error.GetBaseException().Message}");
        }

        if (!(bool)response["allowed"]!)
            throw new ApiError((int?)response["status"]?["code"] ?? 400, "Forbidden", $"admission webhook \"{name}\" denied the request: {(string?)response["status"]?["message"]}");
        return (string?)response["patch"] is { } patch
            ? (JsonObject)JsonPatch.Apply(pod, JsonNode.Parse(Convert.FromBase64String(patch))!)
            : pod;
    }

    private static JsonObject ReviewOf(JsonObject pod, bool isDryRun)
    {
        var shown = (JsonObject)pod.DeepClone();
        return new JsonObject
        {
            ["apiVersion"] = "admission.k8s.io/v1",
            ["kind"] = "AdmissionReview",
            ["request"] = new JsonObject
            {
                ["uid"] = Guid.NewGuid().ToString(),
                ["kind"] = new JsonObject { ["group"] = "", ["version"] = "v1", ["kind"] = "Pod" },
                ["resource"] = new JsonObject { ["group"] = "", ["version"] = "v1", ["resource"] = "pods" },
                ["name"] = (string?)pod["metadata"]!["name"],
                ["namespace"] = (string?)pod["metadata"]!["namespace"],
                ["operation"] = "CREATE",
                ["userInfo"] = new JsonObject { ["username"] = "kubernetes-admin" },
                ["dryRun"] = isDryRun,
                ["object"] = shown,
            },
        };
    }
}
