namespace Mesh.Proxy.Handover;

/// <summary>The successor that serves in this proxy's stead.</summary>
/// <param name="Channel">To it; disposed by the receiver.</param>
/// <param name="Process">Its process.</param>
/// <param name="Version">Its version.</param>
internal sealed record Replacement(HandoverChannel Channel, int Process, string Version);
