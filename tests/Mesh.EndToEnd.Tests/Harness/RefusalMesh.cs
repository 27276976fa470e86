using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Mesh.Conventions;
using Mesh.Identity.Certificates;
using Mesh.TestKit.Certificates;
using Mesh.TestKit.Network;
using Mesh.TestKit.Tunnels;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>A STRICT workload, one that also takes plaintext, and a host outside the mesh that tries its luck with both.</summary>
public sealed class RefusalMesh : IAsyncLifetime
{
    internal const int HttpPort = 8080;
    internal const int TcpPort = 9000;

    internal TestMesh Mesh { get; private set; } = null!;

    /// <summary>The host outside: no proxy, no rules.</summary>
    internal NetworkHost Stranger { get; private set; } = null!;

    /// <summary>Takes mTLS only; HTTP on 8080 and bytes on 9000.</summary>
    internal MeshWorkload Strict => Mesh["strict-1"];

    /// <summary>Takes plaintext too.</summary>
    internal MeshWorkload Open => Mesh["open-1"];

    internal HttpApp StrictApp { get; private set; } = null!;

    /// <summary>The application behind the port that is declared TCP; it speaks HTTP all the same.</summary>
    internal HttpApp StrictBytes { get; private set; } = null!;

    internal HttpApp OpenApp { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (!TestKit.Requires.Root)
            return;
        Mesh = TestMesh.Create();
        var strict = Mesh.Add("strict-1", "strict", ("http", HttpPort), ("tcp", TcpPort));
        var open = Mesh.Add("open-1", "open", ("http", HttpPort));
        Stranger = Mesh.Fabric.AddHost("stranger");
        Mesh.Configure("mesh.yaml", Yaml.Permissive("open") + Yaml.Strict + "\n---\n"
            + Yaml.Service("strict", "strict", 80, HttpPort) + Yaml.Service("strict-bytes", "strict", TcpPort, TcpPort, "tcp") + Yaml.Service("open", "open", 80, HttpPort));
        await Mesh.StartAsync();
        StrictApp = await Mesh.ServeAsync(strict, HttpPort);
        StrictBytes = await Mesh.ServeAsync(strict, TcpPort);
        OpenApp = await Mesh.ServeAsync(open, HttpPort);
    }

    public async ValueTask DisposeAsync()
    {
        if (Mesh is not null)
            await Mesh.DisposeAsync();
    }

    /// <summary>A certificate of the mesh's own authority for a caller of namespace <c>t</c>.</summary>
    internal Task<WorkloadCertificate> IssueAsync(string account, TimeSpan? validity = null) =>
        CertificateRequests.IssueAsync(Mesh, account, validity ?? TimeSpan.FromMinutes(2));

    /// <summary>A certificate of an authority that the mesh does not know.</summary>
    internal static SslStreamCertificateContext Foreign(string trustDomain)
    {
        using var authority = new TestAuthority(trustDomain);
        return SslStreamCertificateContext.Create(authority.Issue("t", "web"), [authority.Root], offline: true);
    }

    /// <summary>A tunnel from outside to the STRICT workload.</summary>
    internal async Task<TunnelClient> TunnelAsync(SslStreamCertificateContext? certificate) =>
        await TunnelClient.ConnectAsync(await Stranger.ConnectAsync(new IPEndPoint(Strict.Host.IPv4, MeshPorts.Tunnel)), certificate);

    /// <summary>Everything that a port of a workload answers to a plaintext request from outside.</summary>
    internal async Task<string> AskInPlaintextAsync(MeshWorkload workload, int port)
    {
        var answer = new MemoryStream();
        try
        {
            using var socket = await Stranger.ConnectAsync(new IPEndPoint(workload.Host.IPv4, port));
            using var stream = new NetworkStream(socket);
            await stream.WriteAsync("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"u8.ToArray());
            await stream.CopyToAsync(answer);
        }
        catch (Exception refusal) when (refusal is SocketException or IOException)
        {
            // A reset ends the answer as a close does.
        }
        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
