using System.Security.Cryptography;
using Mesh.Conventions;
using Mesh.Discovery.Credentials;
using Mesh.Engine.Tls;
using Mesh.Tunnel.Credentials;

namespace Mesh.Proxy.Hosting;

/// <summary>Makes TLS contexts of a new certificate or bundle.</summary>
internal static class CredentialSwap
{
    /// <summary>The next generation of tunnel credentials.</summary>
    internal static TunnelCredentials Build(WorkloadCredentials credentials)
    {
        var key = credentials.Certificate.PrivateKey.ToArray();
        try
        {
            var tls = new TlsCredentials { Chain = credentials.Certificate.Chain, PrivateKey = key, Roots = credentials.Bundle.Roots };
            return new TunnelCredentials(
                TlsContext.CreateClient(tls, new TlsClientOptions { ApplicationProtocols = [MeshAlpn.Tunnel], AllowResumption = true }),
                TlsContext.CreateServer(tls, new TlsServerOptions { ApplicationProtocols = [MeshAlpn.Tunnel, MeshAlpn.Hbone], AllowResumption = true }),
                credentials.Certificate.Id, [.. credentials.Bundle.Roots], credentials.Bundle.Version, credentials.Certificate.NotAfter);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
