using Mesh.Identity.Trust;

namespace Mesh.ControlPlane.Identity;

/// <summary>Takes the trust bundle whenever another one is in force.</summary>
internal interface IBundleSink
{
    /// <summary>Makes a bundle the one that proxies are given.</summary>
    void Publish(TrustBundle bundle);
}
