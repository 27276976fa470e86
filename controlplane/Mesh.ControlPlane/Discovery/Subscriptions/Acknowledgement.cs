namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>A client's verdict on a response.</summary>
/// <param name="TypeUrl">Type of the response.</param>
/// <param name="Refusal">Why the client refused it; null when it took it.</param>
/// <param name="ChangedAt">Timestamp of the change that the response carried; null when it only answered a request.</param>
internal sealed record Acknowledgement(string TypeUrl, string? Refusal, long? ChangedAt);
