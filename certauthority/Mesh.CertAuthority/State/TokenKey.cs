using System.Security.Cryptography;
using Mesh.Hosting.Programs;

namespace Mesh.CertAuthority.State;

/// <summary>The key that signs join tokens.</summary>
internal sealed class TokenKey : IDisposable
{
    public const string File = "token-key.pem";

    private TokenKey(ECDsa key)
    {
        Key = key;
        Public = key.ExportParameters(includePrivateParameters: false);
        Id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 8));
    }

    /// <summary>Signs; not thread-safe.</summary>
    public ECDsa Key { get; }

    /// <summary>Verifies.</summary>
    public ECParameters Public { get; }

    /// <summary>Names the key in a token's header.</summary>
    public string Id { get; }

    /// <summary>Reads the key; makes one when there is none.</summary>
    /// <exception cref="StartupException">The file is damaged.</exception>
    public static TokenKey Open(StateDirectory directory)
    {
        var pem = directory.Read(File);
        if (pem is null)
            return Create(directory);
        try
        {
            var pkcs8 = PemBlocks.Read(pem, PemBlocks.PrivateKey)[0];
            var key = SigningKey.Import(pkcs8);
            CryptographicOperations.ZeroMemory(pkcs8);
            return new TokenKey(key);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new StartupException($"{directory.PathOf(File)} is damaged: {e.Message}; restore it from a backup, or remove it: join tokens issued before are refused then", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
        }
    }

    public void Dispose() => Key.Dispose();

    private static TokenKey Create(StateDirectory directory)
    {
        var key = SigningKey.Create();
        var pkcs8 = key.ExportPkcs8PrivateKey();
        var pem = PemBlocks.Write(PemBlocks.PrivateKey, pkcs8);
        directory.Write(File, pem);
        CryptographicOperations.ZeroMemory(pkcs8);
        CryptographicOperations.ZeroMemory(pem);
        return new TokenKey(key);
    }
}
