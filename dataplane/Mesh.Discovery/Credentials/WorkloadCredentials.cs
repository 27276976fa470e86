using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;

namespace Mesh.Discovery.Credentials;

/// <summary>What the workload proves itself with and whom it trusts, at one moment. Immutable.</summary>
/// <param name="Certificate">The current certificate with its key.</param>
/// <param name="Bundle">The roots that peers' certificates may end in.</param>
public sealed record WorkloadCredentials(WorkloadCertificate Certificate, TrustBundle Bundle);

/// <summary>Where credentials come from. Thread-safe.</summary>
public interface ICredentialSource
{
    /// <summary>The current credentials; null before the first certificate.</summary>
    WorkloadCredentials? Current { get; }

    /// <summary>Raised after <see cref="Current"/> changed, on a thread of the source: return at once.</summary>
    event Action<WorkloadCredentials>? Changed;

    /// <summary>Completes when there is a certificate.</summary>
    Task WaitAsync(CancellationToken cancellation);

    /// <summary>The control plane sent the trust bundle's roots: they replace the current ones.</summary>
    void OfferRoots(IReadOnlyCollection<ReadOnlyMemory<byte>> roots);
}
