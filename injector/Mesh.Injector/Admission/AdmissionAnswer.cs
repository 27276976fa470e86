using System.Text;
using System.Text.Json.Nodes;
using Mesh.Injection.Decisions;

namespace Mesh.Injector.Admission;

/// <summary>An answer to the API server.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">An AdmissionReview, or a text when not even that can be answered.</param>
/// <param name="Result">What was decided; null when nothing was.</param>
internal sealed record AdmissionAnswer(int Status, string Body, InjectionResult? Result)
{
    /// <summary>The request is no AdmissionReview that could be answered by one.</summary>
    public static AdmissionAnswer BadRequest(string reason) => new(400, $"mesh-injector: {reason}\n", null);

    /// <summary>The pod is refused without having been looked at.</summary>
    public static AdmissionAnswer Denied(string uid, string reason) => new(200, Review(uid, Denial(reason)), null);

    /// <summary>What was decided about a pod.</summary>
    public static AdmissionAnswer Of(string uid, InjectionResult result)
    {
        var response = result.IsAllowed ? new JsonObject { ["allowed"] = true } : Denial(result.Message);
        if (!result.Patch.IsEmpty)
        {
            response["patchType"] = "JSONPatch";
            response["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(result.Patch.ToJson().ToJsonString()));
        }
        return new AdmissionAnswer(200, Review(uid, response), result);
    }

    /// <summary>Something else than a pod.</summary>
    public static AdmissionAnswer NotOurs(string uid) => new(200, Review(uid, new JsonObject { ["allowed"] = true }), null);

    private static JsonObject Denial(string reason) => new()
    {
        ["allowed"] = false,
        ["status"] = new JsonObject { ["code"] = 400, ["reason"] = "BadRequest", ["message"] = $"mesh-injector: {reason}" },
    };

    private static string Review(string uid, JsonObject response)
    {
        response["uid"] = uid;
        return new JsonObject { ["apiVersion"] = AdmissionRequest.ApiVersion, ["kind"] = AdmissionRequest.Kind, ["response"] = response }.ToJsonString();
    }
}
