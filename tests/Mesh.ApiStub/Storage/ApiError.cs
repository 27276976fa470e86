using Mesh.ApiStub.Kinds;

namespace Mesh.ApiStub.Storage;

/// <summary>A request that is answered with an error.</summary>
/// <param name="code">HTTP status.</param>
/// <param name="reason">Kubernetes' word for it.</param>
/// <param name="message">For people.</param>
internal sealed class ApiError(int code, string reason, string message) : Exception(message)
{
    public int Code => code;

    public string Reason => reason;

    /// <summary>The reason of <see cref="NoPath"/>, which is no object as others are.</summary>
    public const string NoPathReason = "NoPath";

    /// <summary>Nothing is served under the path.</summary>
    public static ApiError NoPath() => new(404, NoPathReason, "404 page not found");

    public static ApiError NotFound(ApiKind kind, string name) => new(404, "NotFound", $"{kind.Resource} \"{name}\" not found");

    public static ApiError Exists(ApiKind kind, string name) => new(409, "AlreadyExists", $"{kind.Resource} \"{name}\" already exists");

    public static ApiError Stale(ApiKind kind, string name) => new(
        409, "Conflict",
        $"Operation cannot be fulfilled on {kind.Resource} \"{name}\": the object has been modified; please apply your changes to the latest version and try again");

    public static ApiError Invalid(ApiKind kind, string name, string what) => new(422, "Invalid", $"{(kind.IsCustom ? $"{kind.Kind}.{kind.Group}" : kind.Kind)} \"{name}\" is invalid: {what}");

    public static ApiError BadRequest(string what) => new(400, "BadRequest", what);

    public static ApiError Expired(long version, long oldest) => new(410, "Expired", $"too old resource version: {version} ({oldest})");
}
