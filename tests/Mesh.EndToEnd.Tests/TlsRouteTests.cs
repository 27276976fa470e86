using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.EndToEnd.Tests.Harness;

namespace Mesh.EndToEnd.Tests;

/// <summary>The TLSRoutes of docs/features.md: TLS goes where its server name says, and only its server ends it.</summary>
public sealed class TlsRouteTests : IAsyncLifetime
{
    private TestMesh _mesh = null!;

    public async ValueTask InitializeAsync()
    {
        if (!TestKit.Requires.Root)
            return;
        _mesh = TestMesh.Create();
        _mesh.Add("web-1", "web");
        _mesh.Add("vault-eu-1", "vault-eu", ("tls", 8443));
        _mesh.Add("vault-us-1", "vault-us", ("tls", 8443));
        _mesh.Configure("mesh.yaml", Yaml.Strict + "\n---\n" + DocumentedYaml.Block("passthrough"));
        await _mesh.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_mesh is not null)
            await _mesh.DisposeAsync();
    }

    [RootFact]
    public async Task Each_server_name_reaches_its_server_with_its_own_certificate()
    {
        using var eu = Serve("vault-eu-1");
        using var us = Serve("vault-us-1");
        Assert.Equal("CN=vault-eu-1", await CertificateAsync("eu.vault.example"));
        Assert.Equal("CN=vault-us-1", await CertificateAsync("east.us.vault.example"));
        await Assert.ThrowsAnyAsync<IOException>(() => CertificateAsync("vault.example"));
    }

    private async Task<string> CertificateAsync(string serverName)
    {
        var address = await _mesh["web-1"].Host.ResolveAsync("vault.t");
        using var socket = await _mesh["web-1"].Host.ConnectAsync(new IPEndPoint(address, 443));
        await using var tls = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate!.Subject.StartsWith("CN=vault-", StringComparison.Ordinal));
        await tls.AuthenticateAsClientAsync(serverName);
        await tls.WriteAsync("ping"u8.ToArray());
        await tls.ReadExactlyAsync(new byte[4]);
        return tls.RemoteCertificate!.Subject;
    }

    private Socket Serve(string workload)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = new CertificateRequest($"CN={workload}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var listener = _mesh[workload].Host.Listen(new IPEndPoint(IPAddress.Any, 8443));
        _ = EchoAsync(listener, certificate);
        return listener;
    }

    private static async Task EchoAsync(Socket listener, X509Certificate2 certificate)
    {
        using (certificate)
        {
            using var socket = await listener.AcceptAsync();
            await using var tls = new SslStream(new NetworkStream(socket));
            await tls.AuthenticateAsServerAsync(certificate);
            var ping = new byte[4];
            await tls.ReadExactlyAsync(ping);
            await tls.WriteAsync(ping);
        }
    }
}
