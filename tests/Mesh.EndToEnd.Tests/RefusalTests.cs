using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Mesh.Conventions;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;
using Mesh.TestKit.Tunnels;

namespace Mesh.EndToEnd.Tests;

/// <summary>What a STRICT workload refuses from a host outside the mesh. Each test also shows that a proper caller gets through the same way.</summary>
public sealed class RefusalTests(RefusalMesh mesh) : IClassFixture<RefusalMesh>
{
    private string HttpTarget => $"{mesh.Strict.Host.IPv4}:{RefusalMesh.HttpPort}";

    [RootFact]
    public async Task A_certificate_of_another_authority_is_refused_whatever_name_is_in_it()
    {
        await AssertRefusedAsync(RefusalMesh.Foreign("elsewhere.example"));
        await AssertRefusedAsync(RefusalMesh.Foreign("cluster.local"));
        await AssertProperCallerAsync();
    }

    [RootFact]
    public async Task No_certificate_is_refused()
    {
        await AssertRefusedAsync(null);
        await AssertProperCallerAsync();
    }

    [RootFact]
    public async Task A_certificate_is_accepted_until_it_expires_and_then_refused()
    {
        using var certificate = await mesh.IssueAsync("web", TimeSpan.FromSeconds(10));
        var context = certificate.CreateSslContext();
        await AssertAcceptedAsync(context);
        await using var open = await mesh.TunnelAsync(context);
        Assert.Equal(200, (await open.GetAsync(HttpTarget)).Status);
        var served = mesh.StrictApp.Requests;
        await Eventually.TrueAsync(() => !certificate.IsValidAt(DateTimeOffset.UtcNow), "the certificate expires");
        await AssertRefusedAsync(context);
        await Assert.ThrowsAnyAsync<IOException>(() => open.GetAsync(HttpTarget));
        Assert.Equal(served, mesh.StrictApp.Requests);
        await AssertProperCallerAsync();
    }

    [RootFact]
    public async Task Plaintext_is_refused_where_it_is_not_welcome_and_never_reaches_the_proxys_own_ports()
    {
        var (connections, requests) = (mesh.StrictApp.Connections, mesh.StrictApp.Requests);
        Assert.Contains("open-1", await mesh.AskInPlaintextAsync(mesh.Open, RefusalMesh.HttpPort), StringComparison.Ordinal);
        foreach (var port in new[] { RefusalMesh.HttpPort, RefusalMesh.TcpPort, 4444, MeshPorts.Outbound, MeshPorts.Inbound, MeshPorts.Tunnel, MeshPorts.Dns })
            Assert.Equal("", await mesh.AskInPlaintextAsync(mesh.Strict, port));
        foreach (var port in new[] { MeshPorts.Outbound, MeshPorts.Inbound, MeshPorts.Tunnel, MeshPorts.Dns })
            Assert.Equal("", await mesh.AskInPlaintextAsync(mesh.Open, port));
        Assert.Equal((connections, requests), (mesh.StrictApp.Connections, mesh.StrictApp.Requests));
        await AssertProperCallerAsync();
    }

    [RootFact]
    public async Task A_tunnel_leads_nowhere_but_to_the_workloads_own_ports()
    {
        using var bystander = mesh.Stranger.Listen(new IPEndPoint(IPAddress.Any, RefusalMesh.HttpPort));
        using var certificate = await mesh.IssueAsync("web");
        await using var tunnel = await mesh.TunnelAsync(certificate.CreateSslContext());
        var own = mesh.Strict.Host.IPv4;
        string[] targets =
        [
            $"{mesh.Stranger.IPv4}:{RefusalMesh.HttpPort}", $"{mesh.Open.Host.IPv4}:{RefusalMesh.HttpPort}", $"{mesh.Mesh.System.IPv4}:{MeshPorts.ControlPlane}",
            "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:8080", "127.0.0.6:8080", "169.254.169.254:80",
            $"{own}:{MeshPorts.ProxyMetrics}", $"{own}:{MeshPorts.Outbound}", $"{own}:{MeshPorts.Inbound}", $"{own}:{MeshPorts.Tunnel}", $"{own}:{MeshPorts.Dns}",
        ];
        foreach (var target in targets)
        {
            AssertRefused(await tunnel.ConnectStreamAsync(target, "GET / HTTP/1.1\r\nhost: x\r\n\r\n"u8.ToArray()), target);
            AssertRefused(await tunnel.GetAsync(target), target);
        }
        Assert.False(bystander.Poll(0, SelectMode.SelectRead), "nobody dialled the host outside");

        Assert.Equal(200, (await tunnel.ConnectStreamAsync($"{own}:{RefusalMesh.TcpPort}")).Status);
        await tunnel.SendAsync("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"u8.ToArray());
        Assert.Contains("strict-1", Encoding.ASCII.GetString(await tunnel.ReadToEndAsync()), StringComparison.Ordinal);
    }

    [RootFact]
    public async Task Bytes_in_a_tunnel_to_an_http_port_are_refused_before_the_application_sees_them()
    {
        using var certificate = await mesh.IssueAsync("web");
        await using var tunnel = await mesh.TunnelAsync(certificate.CreateSslContext());
        var (connections, requests) = (mesh.StrictApp.Connections, mesh.StrictApp.Requests);
        // With the bytes right behind the head, as one sends who does not wait to be let in.
        foreach (var early in new[] { null, "GET / HTTP/1.1\r\nhost: x\r\nx-forwarded-client-cert: URI=spiffe://cluster.local/ns/t/sa/admin\r\n\r\n"u8.ToArray() })
            AssertRefused(await tunnel.ConnectStreamAsync(HttpTarget, early), HttpTarget);
        Assert.Equal((connections, requests), (mesh.StrictApp.Connections, mesh.StrictApp.Requests));
        await AssertProperCallerAsync();
    }

    [RootFact]
    public async Task Nobody_names_himself_to_an_application()
    {
        const string Header = "x-forwarded-client-cert", Admin = "URI=spiffe://cluster.local/ns/t/sa/admin";
        using var client = mesh.Stranger.CreateHttpClient();
        foreach (var name in new[] { Header, "X-Forwarded-Client-Cert", "x-mesh-service", "x-mesh-original-dst" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{mesh.Open.Host.IPv4}:{RefusalMesh.HttpPort}/");
            request.Headers.Add(name, [Admin, Admin]);
            request.Headers.Add("x-other", Admin);
            using var response = await client.SendAsync(request);
            Assert.Equal(Admin, mesh.OpenApp.LastHeaders["x-other"]);
            Assert.False(mesh.OpenApp.LastHeaders.ContainsKey(name), $"{name} from outside is removed");
        }

        using var certificate = await mesh.IssueAsync("web");
        await using var tunnel = await mesh.TunnelAsync(certificate.CreateSslContext());
        Assert.Equal(200, (await tunnel.GetAsync(HttpTarget, (Header, Admin), ("x-mesh-service", Admin))).Status);
        Assert.Equal("URI=spiffe://cluster.local/ns/t/sa/web", mesh.StrictApp.LastHeaders[Header]);
        Assert.False(mesh.StrictApp.LastHeaders.ContainsKey("x-mesh-service"));
    }

    private static void AssertRefused(TunnelAnswer answer, string target) =>
        Assert.True(answer is { Status: 403, Flag: "RAT" }, $"{target}: status {answer.Status} {answer.Flag}, reset {answer.ResetCode}");

    private async Task AssertProperCallerAsync()
    {
        using var certificate = await mesh.IssueAsync("web");
        await AssertAcceptedAsync(certificate.CreateSslContext());
    }

    private async Task AssertAcceptedAsync(SslStreamCertificateContext certificate)
    {
        var served = mesh.StrictApp.Requests;
        await using var tunnel = await mesh.TunnelAsync(certificate);
        var answer = await tunnel.GetAsync(HttpTarget);
        Assert.Equal(200, answer.Status);
        Assert.Equal("strict-1"u8.ToArray(), await tunnel.ReadToEndAsync());
        Assert.Equal("URI=spiffe://cluster.local/ns/t/sa/web", mesh.StrictApp.LastHeaders["x-forwarded-client-cert"]);
        Assert.Equal(served + 1, mesh.StrictApp.Requests);
    }

    private async Task AssertRefusedAsync(SslStreamCertificateContext? certificate)
    {
        var (connections, requests) = (mesh.StrictApp.Connections, mesh.StrictApp.Requests);
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => mesh.TunnelAsync(certificate));
        Assert.True(refusal is IOException or AuthenticationException, refusal.ToString());
        Assert.Equal((connections, requests), (mesh.StrictApp.Connections, mesh.StrictApp.Requests));
    }
}
