namespace Mesh.TestKit.Tunnels;

/// <summary>How a proxy answered a stream.</summary>
/// <param name="Fields">Its response head; empty when it reset the stream instead.</param>
/// <param name="ResetCode">HTTP/2 error code of a reset; null without one.</param>
/// <param name="HasEnded">Whether nothing follows the head.</param>
public sealed record TunnelAnswer(IReadOnlyDictionary<string, string> Fields, uint? ResetCode, bool HasEnded)
{
    /// <summary>The status; 0 when there is none.</summary>
    public int Status => Fields.TryGetValue(":status", out var status) ? int.Parse(status, System.Globalization.CultureInfo.InvariantCulture) : 0;

    /// <summary>The response flag; empty when the response is not the proxy's own.</summary>
    public string Flag => Fields.TryGetValue("x-mesh-error", out var error) ? error.Split(' ')[0] : "";
}
