using Mesh.CertAuthority.Admission;
using Mesh.CertAuthority.State;
using Mesh.CertAuthority.Tokens;

namespace Mesh.CertAuthority.Homes;

/// <summary>Where the authority lives: what keeps its root, who knows its callers.</summary>
internal interface IAuthorityHome : IDisposable
{
    /// <summary>The roots.</summary>
    RootSlots Roots { get; }

    /// <summary>What signs certificates of workloads.</summary>
    IntermediateSlot Intermediate { get; }

    /// <summary>Knows whom tokens stand for.</summary>
    IBearerVerifier Bearers { get; }

    /// <summary>Makes join tokens; null where there are none.</summary>
    JoinTokenIssuer? JoinTokens { get; }

    /// <summary>Remembers used join tokens; null where there are none.</summary>
    UsedTokens? UsedTokens { get; }

    /// <summary>What goes on while the authority serves; ends when cancelled.</summary>
    Task RunAsync(CancellationToken cancellation);
}
