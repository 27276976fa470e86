namespace Mesh.Api.Resources;

/// <summary>What a service port's <c>protocol</c> says. Only TCP goes through the mesh.</summary>
public enum TransportProtocol
{
    /// <summary>The default.</summary>
    Tcp,

    /// <summary>Left alone.</summary>
    Udp,

    /// <summary>Left alone.</summary>
    Sctp,
}
