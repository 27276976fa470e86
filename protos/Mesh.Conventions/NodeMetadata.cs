namespace Mesh.Conventions;

/// <summary>Keys of <c>node.metadata</c> in a proxy's discovery requests.</summary>
public static class NodeMetadata
{
    /// <summary>
    /// Which process of the workload's proxy asks, a text of its choice, at most 64 characters: at an upgrade there are two for a while. Absent: the only one.
    /// </summary>
    public const string Process = "meshctl.dev/process";
}
