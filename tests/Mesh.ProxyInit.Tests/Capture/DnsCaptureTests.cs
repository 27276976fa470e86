using System.Net;
using System.Net.Sockets;
using Mesh.TestKit;
using Mesh.TestKit.Network;
using static Mesh.ProxyInit.Tests.Capture.CaptureFixture;

namespace Mesh.ProxyInit.Tests.Capture;

public sealed class DnsCaptureTests(CaptureFixture fixture) : IClassFixture<CaptureFixture>
{
    private const int DnsPort = 15053;
    private static readonly byte[] FromProxy = "from the proxy"u8.ToArray();
    private static readonly byte[] FromNameserver = "from the nameserver"u8.ToArray();

    [NamespaceTheory]
    [InlineData("10.77.200.53", "127.0.0.1")]
    [InlineData("127.0.0.53", "127.0.0.1")]
    [InlineData("fd77::53", "::1")]
    [InlineData("::1", "::1")]
    public async Task Queries_of_applications_are_answered_by_the_proxy(string nameserver, string listen)
    {
        var host = fixture.Captured("--capture-dns");
        using var proxy = Answering(host, new IPEndPoint(IPAddress.Parse(listen), DnsPort), Proxy, FromProxy);
        Assert.Equal(FromProxy, await AskAsync(host, IPAddress.Parse(nameserver)));
    }

    [NamespaceFact]
    public async Task Queries_over_tcp_go_to_the_proxy()
    {
        var host = fixture.Captured("--capture-dns");
        using var proxy = ListenV4(host, DnsPort);
        using var outbound = ListenV4(host, 15001);
        foreach (var nameserver in new[] { "10.77.200.53", "127.0.0.53" })
        {
            Assert.Equal(DnsPort, (await ArrivalAsync(host, new IPEndPoint(IPAddress.Parse(nameserver), 53), [proxy, outbound])).Listener);
        }
    }

    [NamespaceFact]
    public async Task Queries_of_the_proxy_reach_the_nameserver()
    {
        var host = fixture.Captured("--capture-dns");
        using var nameserver = Answering(fixture.Remote, new IPEndPoint(fixture.Remote.IPv4, 53), 0, FromNameserver);
        using var loopback = Answering(host, new IPEndPoint(IPAddress.Parse("127.0.0.53"), 53), 0, FromNameserver);
        using var nameserverTcp = fixture.Remote.Listen(new IPEndPoint(fixture.Remote.IPv4, 53));
        Assert.Equal(FromNameserver, await AskAsync(host, fixture.Remote.IPv4, Proxy));
        Assert.Equal(FromNameserver, await AskAsync(host, IPAddress.Parse("127.0.0.53"), Proxy));
        Assert.Equal(53, (await ArrivalAsync(host, new IPEndPoint(fixture.Remote.IPv4, 53), [nameserverTcp], Proxy)).Listener);
    }

    [NamespaceFact]
    public async Task The_proxys_query_from_a_port_that_an_application_just_used_reaches_the_nameserver_too()
    {
        var host = fixture.Captured("--capture-dns");
        using var proxy = Answering(host, new IPEndPoint(IPAddress.Loopback, DnsPort), Proxy, FromProxy);
        using var nameserver = Answering(fixture.Remote, new IPEndPoint(fixture.Remote.IPv4, 53), 0, FromNameserver);
        Assert.Equal(FromProxy, await AskAsync(host, fixture.Remote.IPv4, port: 40053));
        Assert.Equal(FromNameserver, await AskAsync(host, fixture.Remote.IPv4, Proxy, port: 40053));
        Assert.Equal(FromProxy, await AskAsync(host, fixture.Remote.IPv4, port: 40053));

        // What the zone is for: without it the query comes back to the proxy.
        host.Run("iptables", "-t", "raw", "-F", "MESH_DNS_ZONE");
        Assert.Equal(FromProxy, await AskAsync(host, fixture.Remote.IPv4, port: 40054));
        Assert.Equal(FromProxy, await AskAsync(host, fixture.Remote.IPv4, Proxy, port: 40054));
    }

    [NamespaceFact]
    public async Task Without_dns_capture_and_on_other_ports_datagrams_are_left_alone()
    {
        var plain = fixture.Captured();
        var capturing = fixture.Captured("--capture-dns");
        using var nameserver = Answering(fixture.Remote, new IPEndPoint(fixture.Remote.IPv4, 53), 0, FromNameserver);
        using var other = Answering(fixture.Remote, new IPEndPoint(fixture.Remote.IPv4, 5353), 0, FromNameserver);
        Assert.Equal(FromNameserver, await AskAsync(plain, fixture.Remote.IPv4));
        Assert.Equal(FromNameserver, await AskAsync(capturing, fixture.Remote.IPv4, destinationPort: 5353));
    }

    private static Socket Answering(NetworkHost host, IPEndPoint address, uint uid, byte[] answer)
    {
        var socket = host.CreateSocket(address.AddressFamily, SocketType.Dgram, uid);
        socket.Bind(address);
        _ = AnswerAsync(socket, new IPEndPoint(address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0), answer);
        return socket;
    }

    private static async Task AnswerAsync(Socket socket, IPEndPoint any, byte[] answer)
    {
        var buffer = new byte[512];
        try
        {
            while (true)
            {
                var received = await socket.ReceiveFromAsync(buffer, any);
                await socket.SendToAsync(answer, received.RemoteEndPoint);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task<byte[]> AskAsync(NetworkHost host, IPAddress nameserver, uint uid = 0, int port = 0, int destinationPort = 53)
    {
        using var deadline = new CancellationTokenSource(Eventually.DefaultTimeout);
        using var socket = host.CreateSocket(nameserver.AddressFamily, SocketType.Dgram, uid);
        socket.Bind(new IPEndPoint(nameserver.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, port));
        await socket.ConnectAsync(new IPEndPoint(nameserver, destinationPort), deadline.Token);
        await socket.SendAsync("?"u8.ToArray(), deadline.Token);
        var buffer = new byte[512];
        return buffer[..await socket.ReceiveAsync(buffer, deadline.Token)];
    }
}
