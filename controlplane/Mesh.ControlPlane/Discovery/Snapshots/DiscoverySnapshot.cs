using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Mesh.Conventions;
using Mesh.Identity.Trust;
using Mesh.Model.Snapshots;

namespace Mesh.ControlPlane.Discovery.Snapshots;

/// <summary>All that proxies are served from at one moment. Immutable.</summary>
/// <param name="Mesh">What users configured.</param>
/// <param name="Bundle">The trust bundle as a resource.</param>
/// <param name="ChangedAt">When the change that led here was noticed: a timestamp of the process's <see cref="TimeProvider"/>.</param>
internal sealed record DiscoverySnapshot(MeshSnapshot Mesh, XdsResource Bundle, long ChangedAt)
{
    /// <summary>A trust bundle as the Secret that proxies subscribe to.</summary>
    public static XdsResource Encode(TrustBundle bundle) => XdsResource.Encode(ResourceTypes.BundleName, new Secret
    {
        Name = ResourceTypes.BundleName,
        ValidationContext = new CertificateValidationContext
        {
            TrustedCa = new DataSource { InlineBytes = ByteString.CopyFromUtf8(bundle.ToPem()) },
        },
    });
}
