using Mesh.Traffic.Inbound;

namespace Mesh.Proxy.Permissions;

/// <summary>Something in progress that a policy let in.</summary>
internal interface IPermitted
{
    /// <summary>Whether <paramref name="policy"/> would let it in now.</summary>
    bool IsPermittedBy(InboundPolicy policy);

    /// <summary>Ends it at once, and nothing else that shares its connection.</summary>
    void Revoke();
}
