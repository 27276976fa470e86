using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Hosting.Programs;
using Mesh.Identity;

namespace Mesh.CertAuthority.State;

/// <summary>Reads and writes an <see cref="Authority"/>.</summary>
/// <param name="store">Where it is kept.</param>
/// <param name="trustDomain">The trust domain that the certificate must name.</param>
internal sealed class AuthorityFile(IStateStore store, TrustDomain trustDomain)
{
    /// <summary>Reads an authority; null when there is no such file.</summary>
    /// <exception cref="StartupException">The file is damaged, is of another trust domain, or its key does not fit its certificate.</exception>
    public Authority? Read(string name)
    {
        var pem = store.Read(name);
        if (pem is null)
            return null;
        try
        {
            var blocks = PemBlocks.Read(pem, PemBlocks.Certificate, PemBlocks.PrivateKey);
            var authority = Read(blocks[0], blocks[1]);
            CryptographicOperations.ZeroMemory(blocks[1]);
            return authority;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new StartupException($"{store.PathOf(name)} is damaged: {e.Message}; restore it from a backup", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
        }
    }

    /// <summary>Writes an authority.</summary>
    public void Write(string name, Authority authority)
    {
        var key = authority.ExportKey();
        var keyBlock = PemBlocks.Write(PemBlocks.PrivateKey, key);
        byte[] pem = [.. PemBlocks.Write(PemBlocks.Certificate, authority.Der.Span), .. keyBlock];
        store.Write(name, pem);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(keyBlock);
        CryptographicOperations.ZeroMemory(pem);
    }

    private Authority Read(byte[] der, byte[] pkcs8)
    {
        var key = SigningKey.Import(pkcs8);
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
                throw new FormatException("its key does not belong to its certificate");
            if (!AuthorityNames.Names(certificate, trustDomain))
                throw new FormatException($"its certificate is not of trust domain {trustDomain}; start with the --trust-domain that it was made for");
            return new Authority(der, key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
