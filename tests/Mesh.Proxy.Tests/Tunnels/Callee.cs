using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Mesh.Conventions;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.TestKit.Certificates;
using Mesh.TestKit.Tunnels;
using Mesh.Traffic.Inbound;

namespace Mesh.Proxy.Tests.Tunnels;

/// <summary>A callee's proxy, and callers that speak the tunnel by hand.</summary>
internal sealed class Callee : IAsyncDisposable
{
    private readonly List<IDisposable> _owned = [];

    private Callee(TestProxy proxy, TestAuthority authority) => (Proxy, Authority) = (proxy, authority);

    internal TestProxy Proxy { get; }

    /// <summary>Issued the proxy's certificate.</summary>
    internal TestAuthority Authority { get; }

    internal static async Task<Callee> StartAsync(TimeProvider? time = null)
    {
        var authority = new TestAuthority("cluster.local");
        return new Callee(await TestProxy.StartAsync(authority, "catalog", [], [], time ?? TimeProvider.System), authority);
    }

    /// <summary>The policy from now on: these ports, all others as they come.</summary>
    internal void SetPolicy(params InboundPort[] ports) => Proxy.Discovery.Set(new InboundPolicy([Proxy.Address], [.. ports], MtlsMode.Strict));

    /// <summary>A tunnel of caller <c>web</c>.</summary>
    internal Task<TunnelClient> TunnelAsync(string protocol = TunnelClient.Mesh) => TunnelAsync(Authority, protocol);

    /// <summary>A tunnel with a certificate of an authority's.</summary>
    internal Task<TunnelClient> TunnelAsync(TestAuthority authority, string protocol = TunnelClient.Mesh) => TunnelAsync(authority.Issue("t", "web"), protocol);

    /// <summary>A tunnel with any certificate.</summary>
    internal Task<TunnelClient> TunnelAsync(X509Certificate2 certificate, string protocol = TunnelClient.Mesh)
    {
        _owned.Add(certificate);
        return TunnelAsync(SslStreamCertificateContext.Create(certificate, null, offline: true), protocol, SslProtocols.Tls13);
    }

    /// <summary>A tunnel with any certificate or none, over any version of TLS.</summary>
    internal async Task<TunnelClient> TunnelAsync(SslStreamCertificateContext? certificate, string protocol, SslProtocols tls)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(Proxy.Address, MeshPorts.Tunnel));
        return await TunnelClient.ConnectAsync(socket, certificate, protocol, tls);
    }

    /// <summary>An application's listening socket.</summary>
    internal Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(Proxy.Address, 0));
        listener.Listen();
        _owned.Add(listener);
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        _owned.ForEach(o => o.Dispose());
        Authority.Dispose();
    }
}
