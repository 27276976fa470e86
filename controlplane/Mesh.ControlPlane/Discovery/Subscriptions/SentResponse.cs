namespace Mesh.ControlPlane.Discovery.Subscriptions;

/// <summary>A response that waits for its acknowledgement.</summary>
/// <param name="Nonce">What the acknowledgement will quote.</param>
/// <param name="Names">The resources in it.</param>
/// <param name="ChangedAt">Timestamp of the change it carries; null when it only answers a request.</param>
internal sealed record SentResponse(string Nonce, IReadOnlyList<string> Names, long? ChangedAt);
