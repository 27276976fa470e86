namespace Mesh.Traffic.Outbound;

/// <summary>What to do with a connection whose address has no destination (DESIGN: on demand).</summary>
public enum UnknownDestination
{
    /// <summary>Inside the mesh and not answered yet: hold the connection at most two seconds, then refuse it.</summary>
    Hold,

    /// <summary>Refuse: 503 or a reset with a flag. Never plaintext.</summary>
    Refuse,

    /// <summary>Outside the mesh: dial the address as it is.</summary>
    PassThrough,
}
