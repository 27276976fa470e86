using System.Net;
using System.Text.Json;

namespace Mesh.Hosting.Kubernetes.Informers;

/// <summary>How far a kind was followed since it was listed.</summary>
/// <param name="version">The list's resource version.</param>
internal sealed class WatchProgress(string version)
{
    /// <summary>Where the next watch begins.</summary>
    public string Version { get; private set; } = version;

    /// <summary>Events so far, bookmarks included.</summary>
    public long Events { get; private set; }

    /// <summary>Whether the server can no longer go on from <see cref="Version"/>.</summary>
    public bool IsExpired { get; private set; }

    /// <summary>Takes an event's version over.</summary>
    public void Advance(JsonElement subject)
    {
        Version = subject.Field("metadata").Text("resourceVersion") ?? Version;
        Events++;
    }

    /// <summary>Takes an error that came as an event.</summary>
    /// <exception cref="ApiException">Another one than expiry.</exception>
    public void Fail(JsonElement status)
    {
        var code = status.Number("code") ?? (int)HttpStatusCode.InternalServerError;
        // "Expired" comes as 410 Gone, from old servers without the code.
        IsExpired = code == (int)HttpStatusCode.Gone || status.Text("reason") == "Expired";
        if (!IsExpired)
            throw new ApiException((HttpStatusCode)code, $"{code}: {status.Text("message")}");
    }
}
