using System.Text.Json.Nodes;
using Mesh.ApiStub.Kinds;
using Mesh.ApiStub.Tokens;

namespace Mesh.ApiStub.Serving;

/// <summary>Questions that are answered and not stored: who a token's owner is, who asks, and what the asker may.</summary>
internal sealed class Reviews(TokenRegistry tokens)
{
    private const string Token = "/apis/authentication.k8s.io/v1/tokenreviews";
    private const string Self = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private const string Access = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    /// <summary>The kinds of questions.</summary>
    public static IReadOnlyList<ApiKind> Kinds { get; } =
    [
        new("authentication.k8s.io", ["v1"], "TokenReview", "tokenreviews", false),
        new("authentication.k8s.io", ["v1"], "SelfSubjectReview", "selfsubjectreviews", false),
        new("authorization.k8s.io", ["v1"], "SelfSubjectAccessReview", "selfsubjectaccessreviews", false),
    ];

    /// <summary>Their groups.</summary>
    public static IReadOnlyList<string> Groups { get; } = [.. Kinds.Select(kind => kind.Group).Distinct()];

    /// <summary>Whether the path is one of them.</summary>
    public bool Knows(string path) => path is Token or Self or Access;

    /// <summary>The answer.</summary>
    /// <param name="path">The question's path.</param>
    /// <param name="read">Reads the question.</param>
    /// <param name="authorization">Who asks.</param>
    public async Task<JsonObject> AnswerAsync(string path, Func<Task<JsonObject>> read, string? authorization)
    {
        if (path == Token)
            return tokens.Review(await read());
        // Everybody may do everything here, so these need not be read: kubectl asks them in protobuf.
        var kind = Kinds.Single(known => path.EndsWith("/" + known.Plural, StringComparison.Ordinal));
        return new JsonObject
        {
            ["kind"] = kind.Kind,
            ["apiVersion"] = kind.ApiVersionOf("v1"),
            ["status"] = path == Access
                ? new JsonObject { ["allowed"] = true }
                : new JsonObject { ["userInfo"] = new JsonObject { ["username"] = tokens.UserOf(authorization?.Replace("Bearer ", "", StringComparison.Ordinal) ?? "") ?? "kubernetes-admin" } },
        };
    }
}
