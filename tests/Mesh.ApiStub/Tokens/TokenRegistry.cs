using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Mesh.ApiStub.Tokens;

/// <summary>Service account tokens: JWTs in form, checked by having been issued here and not by their signature.</summary>
public sealed class TokenRegistry
{
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, IssuedToken> _tokens = new(StringComparer.Ordinal);

    internal TokenRegistry(TimeProvider time) => _time = time;

    private sealed record IssuedToken(string User, string Uid, string[] Audiences, DateTimeOffset Expires);

    /// <summary>Issues a token.</summary>
    /// <param name="place">Namespace of the service account.</param>
    /// <param name="account">The service account.</param>
    /// <param name="audiences">Who may accept it.</param>
    /// <param name="lifetime">Default one hour.</param>
    public string Issue(string place, string account, IEnumerable<string> audiences, TimeSpan? lifetime = null)
    {
        var user = $"system:serviceaccount:{place}:{account}";
        var issued = new IssuedToken(user, Guid.NewGuid().ToString(), [.. audiences], _time.GetUtcNow() + (lifetime ?? TimeSpan.FromHours(1)));
        var claims = new JsonObject
        {
            ["iss"] = "https://kubernetes.default.svc.cluster.local",
            ["sub"] = user,
            ["aud"] = new JsonArray([.. issued.Audiences.Select(audience => (JsonNode)audience)]),
            ["exp"] = issued.Expires.ToUnixTimeSeconds(),
            ["kubernetes.io"] = new JsonObject { ["namespace"] = place, ["serviceaccount"] = new JsonObject { ["name"] = account } },
        };
        var token = $"{Encode("""{"alg":"RS256","typ":"JWT"}""")}.{Encode(claims.ToJsonString())}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(64))}";
        _tokens[token] = issued;
        return token;
    }

    /// <summary>Accepts a token no more.</summary>
    public void Revoke(string token) => _tokens.TryRemove(token, out _);

    /// <summary>Answers <c>POST tokenreviews</c>.</summary>
    internal JsonObject Review(JsonObject request)
    {
        var token = (string?)request["spec"]?["token"] ?? "";
        string[] wanted = [.. request["spec"]?["audiences"]?.AsArray().Select(audience => (string)audience!) ?? ["https://kubernetes.default.svc.cluster.local"]];
        request["status"] = StatusOf(token, wanted);
        return request;
    }

    private JsonObject StatusOf(string token, string[] wanted)
    {
        if (!_tokens.TryGetValue(token, out var known) || known.Expires <= _time.GetUtcNow())
            return new JsonObject { ["authenticated"] = false, ["error"] = "invalid bearer token" };
        string[] common = [.. known.Audiences.Intersect(wanted)];
        if (common.Length == 0)
            return new JsonObject { ["authenticated"] = false, ["error"] = $"token audiences [{string.Join(' ', known.Audiences)}] is invalid for the target audiences [{string.Join(' ', wanted)}]" };
        return new JsonObject
        {
            ["authenticated"] = true,
            ["audiences"] = new JsonArray([.. common.Select(audience => (JsonNode)audience)]),
            ["user"] = new JsonObject { ["username"] = known.User, ["uid"] = known.Uid, ["groups"] = new JsonArray("system:serviceaccounts", "system:authenticated") },
        };
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
