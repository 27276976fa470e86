using System.Collections.Immutable;
using System.Net;
using Mesh.Identity;

namespace Mesh.Traffic.Outbound;

/// <summary>Mesh-wide settings.</summary>
public sealed class MeshSettings
{
    /// <summary>The mesh's trust domain.</summary>
    public required TrustDomain TrustDomain { get; init; }

    /// <summary>The networks of the mesh's services and workloads.</summary>
    public CidrSet Cidrs { get; init; } = CidrSet.Empty;

    /// <summary>DNS suffixes of the mesh's names, in lower case without dots at the ends.</summary>
    public ImmutableArray<string> DnsSuffixes { get; init; } = [];

    /// <summary>What becomes of connections to unknown addresses outside the mesh.</summary>
    public OutboundPolicy OutboundPolicy { get; init; }

    /// <summary>Whether the address belongs to the mesh, so that nothing is ever sent there in plaintext unless the mesh says so.</summary>
    public bool IsInsideMesh(IPAddress address) => Cidrs.Contains(address);

    /// <summary>Whether a DNS name is the mesh's to answer: equal to a suffix or below it.</summary>
    /// <param name="name">Lower case, without a final dot.</param>
    public bool IsMeshName(ReadOnlySpan<char> name)
    {
        foreach (var suffix in DnsSuffixes)
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal) && (name.Length == suffix.Length || name[^(suffix.Length + 1)] == '.'))
                return true;
        }
        return false;
    }

    /// <summary>What to do with a connection to an address without a destination.</summary>
    /// <param name="address">The address.</param>
    /// <param name="isAbsent">True when the control plane said that it knows no such destination; false when it has not answered.</param>
    public UnknownDestination Decide(IPAddress address, bool isAbsent)
    {
        if (IsInsideMesh(address))
            return isAbsent ? UnknownDestination.Refuse : UnknownDestination.Hold;
        return OutboundPolicy == OutboundPolicy.AllowAny ? UnknownDestination.PassThrough
            : isAbsent ? UnknownDestination.Refuse : UnknownDestination.Hold;
    }
}
