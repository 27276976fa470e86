namespace Mesh.Discovery.Snapshots;

/// <summary>What the control plane has said about a name.</summary>
public enum LookupState
{
    /// <summary>Nothing yet: not asked, or asked and not answered.</summary>
    Unknown,

    /// <summary>It exists.</summary>
    Known,

    /// <summary>It does not exist.</summary>
    Absent,
}
