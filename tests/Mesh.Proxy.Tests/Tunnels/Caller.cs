using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Mesh.Conventions;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.TestKit;
using Mesh.TestKit.Certificates;
using Mesh.TestKit.Tunnels;
using Mesh.Traffic.Inbound;
using Mesh.Traffic.Outbound;

namespace Mesh.Proxy.Tests.Tunnels;

/// <summary>A caller's proxy, and a callee that speaks the tunnel by hand.</summary>
internal sealed class Caller : IAsyncDisposable
{
    private const string Expected = "spiffe://cluster.local/ns/t/sa/catalog";
    private const int ApplicationPort = 8080;

    private readonly List<IDisposable> _owned = [];
    private readonly TunnelServer _server;

    private Caller(TestProxy proxy, TestAuthority authority, IPEndPoint local, IPAddress callee)
    {
        (Proxy, Authority, Local) = (proxy, authority, local);
        Application = new IPEndPoint(callee, ApplicationPort);
        _server = new TunnelServer(new IPEndPoint(callee, MeshPorts.Tunnel));
    }

    internal TestProxy Proxy { get; }

    internal TestAuthority Authority { get; }

    /// <summary>Where the application dials.</summary>
    internal IPEndPoint Local { get; }

    /// <summary>The application at the callee.</summary>
    internal IPEndPoint Application { get; }

    /// <summary>Versions of TLS that the callee speaks.</summary>
    internal SslProtocols Tls { set => _server.Tls = value; }

    internal HttpClient Client { get; } = new();

    internal static async Task<Caller> StartAsync()
    {
        var authority = new TestAuthority("cluster.local");
        var local = new IPEndPoint(IPAddress.Loopback, FreePort.Tcp());
        var proxy = await TestProxy.StartAsync(authority, "web", [], [new ExplicitListener(local, ProxyPair.Destination)]);
        var caller = new Caller(proxy, authority, local, new IPAddress([127, (byte)Random.Shared.Next(1, 255), (byte)Random.Shared.Next(1, 255), (byte)Random.Shared.Next(1, 255)]));
        Routing.Set(proxy, ProxyPair.Destination, (http, tcp) => OutboundDestination.ForAuto("240.240.0.3:80", http, tcp), Expected, null, caller.Application);
        return caller;
    }

    /// <summary>The next tunnel, which shows the expected certificate.</summary>
    internal Task<ServedTunnel> AcceptAsync(params (ushort Id, uint Value)[] settings) => AcceptAsync(Authority.Issue("t", "catalog"), settings);

    /// <summary>The same with another certificate.</summary>
    internal Task<ServedTunnel> AcceptAsync(X509Certificate2 certificate, params (ushort Id, uint Value)[] settings)
    {
        _owned.Add(certificate);
        return _server.AcceptAsync(certificate, settings);
    }

    /// <summary>Sends a request of the application's.</summary>
    internal Task<HttpResponseMessage> AskAsync(string path = "/", string method = "GET") =>
        Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"http://{Local}{path}") { Content = method == "POST" ? new StringContent("order") : null });

    /// <summary>Sends a GET with a field.</summary>
    internal Task<HttpResponseMessage> AskAsync((string Name, string Value) field)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"http://{Local}/");
        request.Headers.Add(field.Name, field.Value);
        return Client.SendAsync(request);
    }

    /// <summary>A connection of the application's.</summary>
    internal async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _owned.Add(client);
        await client.ConnectAsync(Local);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _server.Dispose();
        await Proxy.DisposeAsync();
        _owned.ForEach(o => o.Dispose());
        Authority.Dispose();
    }
}
