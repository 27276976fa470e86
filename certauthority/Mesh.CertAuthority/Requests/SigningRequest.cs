using Mesh.Identity;
using Org.BouncyCastle.Asn1.X509;

namespace Mesh.CertAuthority.Requests;

/// <summary>A certificate request whose sender proved to have the key.</summary>
/// <param name="Id">The identity that it asks for.</param>
/// <param name="Key">Its key, ECDSA P-256.</param>
internal sealed record SigningRequest(SpiffeId Id, SubjectPublicKeyInfo Key);
