using System.Collections.Immutable;
using Mesh.Api.Problems;

namespace Mesh.ControlPlane.Sources;

/// <summary>What a source last accepted, and what it thinks of what it saw last.</summary>
/// <param name="Loaded">When the running configuration was accepted; null when there is none yet.</param>
/// <param name="Resources">Resources in the running configuration.</param>
/// <param name="IsRejected">What was seen last was refused, so that the running configuration is older.</param>
/// <param name="Problems">Problems of what was seen last.</param>
internal sealed record ConfigurationStatus(
    DateTimeOffset? Loaded, int Resources, bool IsRejected, ImmutableArray<Problem> Problems)
{
    /// <summary>Nothing was looked at yet.</summary>
    public static ConfigurationStatus Initial { get; } = new(null, 0, false, []);
}
