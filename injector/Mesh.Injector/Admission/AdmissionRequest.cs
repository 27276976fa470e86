using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Injector.Admission;

/// <summary>What the API server asks (admission.k8s.io/v1 AdmissionReview).</summary>
/// <param name="Uid">Names the question; repeated in the answer.</param>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod; null when something else is asked about.</param>
internal sealed record AdmissionRequest(string Uid, string Namespace, JsonObject? Pod)
{
    public const string ApiVersion = "admission.k8s.io/v1";
    public const string Kind = "AdmissionReview";

    private const int MaxUid = 256;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>How logs name the pod; one that is not named yet has the beginning of its name and a star.</summary>
    public string PodName
    {
        get
        {
            var metadata = Pod?["metadata"] as JsonObject;
            return $"{Namespace}/{Text(metadata?["name"]) ?? $"{Text(metadata?["generateName"])}*"}";
        }
    }

    /// <summary>Reads a request.</summary>
    /// <param name="body">The HTTP request's body, hostile input.</param>
    /// <param name="error">What is wrong; null when nothing is.</param>
    public static AdmissionRequest? Read(ReadOnlySpan<byte> body, out string? error)
    {
        try
        {
            var review = JsonNode.Parse(body, documentOptions: Strict) as JsonObject;
            ReadTexts(review);
            error = Fault(review);
            return error is null ? Read(review!["request"]!.AsObject()) : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or ArgumentException)
        {
            error = "the body is not JSON";
            return null;
        }
    }

    // The parser looks at text only when it is asked for: what is no Unicode has to fail here, not in the middle of a decision.
    private static void ReadTexts(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, value) in members)
                    ReadTexts(value);
                break;
            case JsonArray items:
                foreach (var item in items)
                    ReadTexts(item);
                break;
            default:
                _ = Text(node);
                break;
        }
    }

    private static AdmissionRequest Read(JsonObject request) => new(
        Text(request["uid"])!, Text(request["namespace"]) ?? "", Text(request["kind"]?["kind"]) == "Pod" ? request["object"] as JsonObject : null);

    private static string? Fault(JsonObject? review)
    {
        if (review is null || Text(review["kind"]) != Kind)
            return $"the body is not an {Kind}";
        if (Text(review["apiVersion"]) != ApiVersion)
            return $"the version of {Kind} is not {ApiVersion}; list v1 in the webhook's admissionReviewVersions";
        if (review["request"] is not JsonObject request || Text(request["uid"]) is not { Length: > 0 and <= MaxUid })
            return "the review has no request with a uid";
        if (request["kind"] is not JsonObject kind || Text(kind["kind"]) is not { } name)
            return "the request does not say of what kind its object is";
        return name == "Pod" && request["object"] is not JsonObject ? "the request has no object" : null;
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
