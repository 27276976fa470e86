namespace Mesh.ApiStub.Storage;

/// <summary>A request that is answered with an error.</summary>
/// <param name="code">HTTP status.</param>
/// <param name="reason">Kubernetes' word for it.</param>
/// <param name="message">For people.</param>
internal sealed class ApiError(int code, string reason, string message) : Exception(message)
{
    public int Code => code;

    public string Reason => reason;

    public static ApiError NotFound(string what) => new(404, "NotFound", $"{what} not found");

    public static ApiError Expired(long version) =>
        new(410, "Expired", $"too old resource version: {version}");
}
