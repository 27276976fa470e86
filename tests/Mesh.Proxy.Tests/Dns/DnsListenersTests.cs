using System.Net;
using System.Net.Sockets;
using Mesh.Proxy.Handover;
using Mesh.Proxy.Hosting;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.TestKit;
using Mesh.TestKit.Certificates;

namespace Mesh.Proxy.Tests.Dns;

/// <summary>Where iptables and ip6tables redirect queries to, the proxy listens.</summary>
public sealed class DnsListenersTests
{
    // Id 0x1234, one question: example.org, A, IN.
    private static readonly byte[] Query = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 7, .. "example"u8, 3, .. "org"u8, 0, 0, 1, 0, 1];

    [Fact]
    public async Task Queries_are_answered_on_both_loopback_addresses_over_both_transports()
    {
        using var authority = new TestAuthority("cluster.local");
        var options = new ProxyOptionsParser().Parse(
        [
            "--workload", "t/web", "--address", "127.0.0.1", "--ca", "127.0.0.1:1", "--control-plane", "127.0.0.1:1", "--token-file", "/t", "--state-dir", "/s",
            "--outbound-listen", "127.0.0.1:0", "--inbound-listen", "127.0.0.1:0", "--tunnel-listen", "127.0.0.1:0", "--dns-listen", "127.0.0.1:0",
        ])!;
        var state = new ProxyState(options, new FixedDiscovery(), TimeProvider.System, new ProxyLog(TextWriter.Null, TimeProvider.System));
        state.Credentials.Swap(TestProxy.CredentialsOf(authority, "web"));
        using var runner = new LoopRunner(state, 0);

        var listening = await runner.OpenAsync(null, PassedSockets.None);

        // Nobody knows the name, which takes a while: all at once.
        var servers = new List<IPEndPoint> { IPEndPoint.Parse(listening["dns"]) };
        if (Socket.OSSupportsIPv6)
        {
            Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, servers[0].Port), IPEndPoint.Parse(listening["dns6"]));
            servers.Add(IPEndPoint.Parse(listening["dns6"]));
        }
        await Task.WhenAll([.. servers.Select(OverUdpAsync), .. servers.Select(OverTcpAsync)]);
    }

    private static async Task OverUdpAsync(IPEndPoint server)
    {
        using var udp = new UdpClient(server.AddressFamily);
        await udp.SendAsync(Query, server, TestContext.Current.CancellationToken);
        var answer = await udp.ReceiveAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Eventually.DefaultTimeout, TestContext.Current.CancellationToken);
        Assert.Equal(Query[..2], answer.Buffer[..2]);
    }

    private static async Task OverTcpAsync(IPEndPoint server)
    {
        using var tcp = new TcpClient(server.AddressFamily);
        await tcp.ConnectAsync(server, TestContext.Current.CancellationToken);
        await tcp.GetStream().WriteAsync((byte[])[0, (byte)Query.Length, .. Query], TestContext.Current.CancellationToken);
        var head = new byte[4];
        await tcp.GetStream().ReadExactlyAsync(head, TestContext.Current.CancellationToken).AsTask().WaitAsync(Eventually.DefaultTimeout, TestContext.Current.CancellationToken);
        Assert.Equal(Query[..2], head[2..]);
    }
}
