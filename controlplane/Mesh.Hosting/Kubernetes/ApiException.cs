using System.Net;

namespace Mesh.Hosting.Kubernetes;

/// <summary>The API server refused a request or did not answer.</summary>
public sealed class ApiException : Exception
{
    /// <summary>Creates the exception of an answer.</summary>
    public ApiException(HttpStatusCode status, string message)
        : base(message) => Status = status;

    /// <summary>Creates the exception of an answer that did not come.</summary>
    public ApiException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>The answer's status; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>How long the server wants to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
