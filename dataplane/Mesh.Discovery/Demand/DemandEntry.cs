using Mesh.Discovery.Snapshots;

namespace Mesh.Discovery.Demand;

/// <summary>One thing asked for.</summary>
internal sealed class DemandEntry
{
    public UseMark Mark { get; } = new();

    /// <summary>Number of the sweep that last found it used; what was loaded from disk counts below zero.</summary>
    public long LastUse { get; set; }
}
