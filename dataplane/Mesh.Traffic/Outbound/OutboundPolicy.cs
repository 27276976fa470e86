namespace Mesh.Traffic.Outbound;

/// <summary>What becomes of connections to addresses outside the mesh that the control plane does not know.</summary>
public enum OutboundPolicy
{
    /// <summary>They are dialled as they are.</summary>
    AllowAny,

    /// <summary>They are refused.</summary>
    RegistryOnly,
}
