using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.ApiStub.Kinds;
using Mesh.ApiStub.Storage;

namespace Mesh.ApiStub.Serving;

/// <summary>What the server refuses before it stores anything. Fields are not checked: the server knows no schemas.</summary>
internal static partial class ObjectChecks
{
    private const string NameRule = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";

    /// <summary>That the body is about what the path names.</summary>
    /// <exception cref="ApiError">It is not.</exception>
    public static void CheckPath(RequestTarget target, JsonObject body)
    {
        var metadata = body["metadata"];
        if (target.Namespace is not null && (string?)metadata?["namespace"] is { Length: > 0 } place && place != target.Namespace)
            throw ApiError.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        if (target.Name is not null && (string?)metadata?["name"] is { Length: > 0 } name && name != target.Name)
            throw ApiError.BadRequest($"the name of the object ({name}) does not match the name on the URL ({target.Name})");
    }

    /// <summary>That a new object can be stored.</summary>
    /// <exception cref="ApiError">It cannot.</exception>
    public static void CheckNew(ApiKind kind, JsonObject made)
    {
        var name = (string?)made["metadata"]!["name"];
        if (string.IsNullOrEmpty(name))
            throw ApiError.Invalid(kind, "", "metadata.name: Required value: name or generateName is required");
        if (!kind.Group.StartsWith("rbac.", StringComparison.Ordinal) && !Subdomain().IsMatch(name))
            throw ApiError.Invalid(kind, name, $"metadata.name: Invalid value: \"{name}\": {NameRule}");
        if (kind.Kind == "MutatingWebhookConfiguration")
            CheckWebhooks(kind, name, made);
    }

    private static void CheckWebhooks(ApiKind kind, string name, JsonObject made)
    {
        foreach (var webhook in made["webhooks"]?.AsArray() ?? [])
        {
            if ((string?)webhook!["sideEffects"] is not ("None" or "NoneOnDryRun"))
                throw ApiError.Invalid(kind, name, "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun");
            if (webhook["admissionReviewVersions"] is not JsonArray { Count: > 0 })
                throw ApiError.Invalid(kind, name, "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1");
            if ((string?)webhook["clientConfig"]?["url"] is { } url && !url.StartsWith("https://", StringComparison.Ordinal))
                throw ApiError.Invalid(kind, name, $"webhooks[0].clientConfig.url: Invalid value: \"{url}\": 'https' is the only allowed URL scheme");
        }
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    private static partial Regex Subdomain();
}
