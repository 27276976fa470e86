using System.Security.Cryptography;

namespace Mesh.CertAuthority.State;

/// <summary>ECDSA P-256 keys.</summary>
internal static class SigningKey
{
    private const string P256 = "1.2.840.10045.3.1.7";

    public static ECDsa Create() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Reads a key in PKCS#8.</summary>
    /// <exception cref="CryptographicException">It is no key.</exception>
    /// <exception cref="FormatException">It is a key on another curve, or something follows it.</exception>
    public static ECDsa Import(ReadOnlySpan<byte> pkcs8)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out var read);
            if (read != pkcs8.Length || key.ExportParameters(false).Curve.Oid.Value != P256)
                throw new FormatException("its key is not one ECDSA P-256 key");
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
