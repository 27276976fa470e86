using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Mesh.ApiStub.Tokens;

/// <summary>Service account tokens: JWTs in form, checked by having been issued here and not by their signature.</summary>
public sealed class TokenRegistry
{
    private const string ServerAudience = "https://kubernetes.default.svc.cluster.local";

    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, IssuedToken> _tokens = new(StringComparer.Ordinal);

    private readonly Func<string, string, string?> _uidOf;

    internal TokenRegistry(TimeProvider time, Func<string, string, string?> uidOf)
    {
        _time = time;
        _uidOf = uidOf;
    }

    // IsBound: it ends with the account it was issued for.
    private sealed record IssuedToken(string Namespace, string Account, string Uid, bool IsBound, string[] Audiences, DateTimeOffset Expires)
    {
        public string User => $"system:serviceaccount:{Namespace}:{Account}";
    }

    /// <summary>Issues a token, whether there is such an account or not.</summary>
    /// <param name="place">Namespace of the service account.</param>
    /// <param name="account">The service account.</param>
    /// <param name="audiences">Who may accept it.</param>
    /// <param name="lifetime">Default one hour.</param>
    public string Issue(string place, string account, IEnumerable<string> audiences, TimeSpan? lifetime = null) =>
        Issue(new IssuedToken(place, account, Guid.NewGuid().ToString(), IsBound: false, [.. audiences], _time.GetUtcNow() + (lifetime ?? TimeSpan.FromHours(1))));

    /// <summary>Answers a TokenRequest for a stored account: its status.</summary>
    internal JsonObject Issue(JsonObject account, IEnumerable<string> audiences, TimeSpan lifetime)
    {
        var metadata = account["metadata"]!;
        string[] wanted = [.. audiences];
        var issued = new IssuedToken(
            (string)metadata["namespace"]!, (string)metadata["name"]!, (string)metadata["uid"]!, IsBound: true, wanted.Length > 0 ? wanted : [ServerAudience], _time.GetUtcNow() + lifetime);
        return new JsonObject { ["token"] = Issue(issued), ["expirationTimestamp"] = issued.Expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) };
    }

    /// <summary>The service account's user name of a token that is valid for the server itself; null: it is not.</summary>
    internal string? UserOf(string token) => (string?)StatusOf(token, [ServerAudience])["user"]?["username"];

    private string Issue(IssuedToken issued)
    {
        var claims = new JsonObject
        {
            ["iss"] = ServerAudience,
            ["sub"] = issued.User,
            ["aud"] = new JsonArray([.. issued.Audiences.Select(audience => (JsonNode)audience)]),
            ["exp"] = issued.Expires.ToUnixTimeSeconds(),
            ["kubernetes.io"] = new JsonObject { ["namespace"] = issued.Namespace, ["serviceaccount"] = new JsonObject { ["name"] = issued.Account, ["uid"] = issued.Uid } },
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
        string[] wanted = [.. request["spec"]?["audiences"]?.AsArray().Select(audience => (string)audience!) ?? [ServerAudience]];
        request["status"] = StatusOf(token, wanted);
        return request;
    }

    private JsonObject StatusOf(string token, string[] wanted)
    {
        if (!_tokens.TryGetValue(token, out var known) || known.Expires <= _time.GetUtcNow() || (known.IsBound && _uidOf(known.Namespace, known.Account) != known.Uid))
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
