using System.Text;
using Mesh.Hosting.Files;
using Mesh.Identity;
using Mesh.Identity.Trust;

namespace Mesh.ControlPlane.Identity;

/// <summary>
/// The last trust bundle, in the state directory. After a restart it verifies the certificate authority, also when the root that the
/// join token names was rotated out since.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class BundleFile(string path)
{
    /// <summary>Reads it; null when there is none or it cannot be used, which first contact makes up for.</summary>
    public TrustBundle? Read(TrustDomain trustDomain)
    {
        try
        {
            return TrustBundle.FromPem(trustDomain, File.ReadAllText(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Replaces it.</summary>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    public void Write(TrustBundle bundle) => AtomicFile.Write(path, Encoding.UTF8.GetBytes(bundle.ToPem()), AtomicFile.OwnerOnly);
}
