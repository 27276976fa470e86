namespace Mesh.Hosting.Kubernetes.Informers;

/// <summary>How an informer is doing.</summary>
/// <param name="IsSynced">Whether a first list was complete, so that the snapshot means something.</param>
/// <param name="IsAbsent">The API server does not have the kind; the snapshot is empty.</param>
/// <param name="Failures">Failures in a row; 0 while it is connected.</param>
/// <param name="LastError">The last failure; null when there was none since the last success.</param>
/// <param name="LastContact">When the API server was last heard of; null before the first answer.</param>
public sealed record InformerHealth(bool IsSynced, bool IsAbsent, int Failures, string? LastError, DateTimeOffset? LastContact);
