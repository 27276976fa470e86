using System.Net;
using static Mesh.ProxyInit.Tests.Capture.CaptureFixture;

namespace Mesh.ProxyInit.Tests.Capture;

public sealed class OutboundCaptureTests(CaptureFixture fixture) : IClassFixture<CaptureFixture>
{
    [NamespaceTheory]
    [InlineData("240.240.1.2:80")]
    [InlineData("10.77.200.9:6379")]
    [InlineData("[2001:2::7]:8080")]
    [InlineData("[fd77::99]:443")]
    public async Task A_connection_of_an_application_goes_to_the_proxy_which_learns_its_destination(string destination)
    {
        var host = fixture.Captured();
        using var v4 = ListenV4(host, 15001);
        using var v6 = ListenV6(host, 15001);
        var target = IPEndPoint.Parse(destination);
        Assert.Equal((15001, target), await ArrivalAsync(host, target, [v4, v6]));
    }

    [NamespaceTheory]
    [InlineData(1337u, 0u)]
    [InlineData(0u, 1337u)]
    [InlineData(1337u, 1337u)]
    public async Task The_proxys_own_connections_go_out(uint uid, uint gid)
    {
        var host = fixture.Captured("--capture-dns");
        using var captured = ListenV4(host, 15001);
        using var v4 = fixture.Remote.Listen(new IPEndPoint(IPAddress.Any, 0));
        using var v6 = fixture.Remote.Listen(new IPEndPoint(IPAddress.IPv6Any, 0));
        var targetV4 = new IPEndPoint(fixture.Remote.IPv4, ((IPEndPoint)v4.LocalEndPoint!).Port);
        var targetV6 = new IPEndPoint(fixture.Remote.IPv6, ((IPEndPoint)v6.LocalEndPoint!).Port);
        Assert.Equal(targetV4.Port, (await ArrivalAsync(host, targetV4, [v4, captured], uid, gid)).Listener);
        Assert.Equal(targetV6.Port, (await ArrivalAsync(host, targetV6, [v6], uid, gid)).Listener);
    }

    [NamespaceFact]
    public async Task Connections_of_applications_within_their_host_are_left_alone()
    {
        var host = fixture.Captured();
        using var captured = ListenV4(host, 15001);
        using var inbound = ListenV4(host, 15006);
        using var app = ListenV4(host, 8080);
        using var appV6 = ListenV6(host, 8080);
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.Parse("127.1.2.3"), host.IPv4, IPAddress.IPv6Loopback, host.IPv6 })
        {
            Assert.Equal(8080, (await ArrivalAsync(host, new IPEndPoint(address, 8080), [app, appV6, captured, inbound])).Listener);
        }
    }

    [NamespaceFact]
    public async Task The_proxy_that_calls_its_own_application_enters_by_the_front_door()
    {
        var host = fixture.Captured();
        using var inbound = ListenV4(host, 15006);
        using var inboundV6 = ListenV6(host, 15006);
        using var app = ListenV4(host, 8080);
        var target = new IPEndPoint(host.IPv4, 8080);
        var targetV6 = new IPEndPoint(host.IPv6, 8080);
        Assert.Equal((15006, target), await ArrivalAsync(host, target, [app, inbound], Proxy));
        Assert.Equal((15006, targetV6), await ArrivalAsync(host, targetV6, [inboundV6], Proxy));
    }

    [NamespaceFact]
    public async Task The_proxy_that_serves_a_client_reaches_its_application_from_its_special_address()
    {
        var host = fixture.Captured();
        using var inbound = ListenV4(host, 15006);
        using var inboundV6 = ListenV6(host, 15006);
        using var app = ListenV4(host, 8080);
        using var appV6 = ListenV6(host, 8080);
        Assert.Equal(8080, (await ArrivalAsync(host, new IPEndPoint(host.IPv4, 8080), [app, inbound], Proxy, source: IPAddress.Parse("127.0.0.6"))).Listener);
        Assert.Equal(8080, (await ArrivalAsync(host, new IPEndPoint(IPAddress.Loopback, 8080), [app, inbound], Proxy, source: IPAddress.Parse("127.0.0.6"))).Listener);
        Assert.Equal(8080, (await ArrivalAsync(host, new IPEndPoint(host.IPv6, 8080), [appV6, inboundV6], Proxy, source: IPAddress.Parse("::6"))).Listener);
    }

    [NamespaceTheory]
    [InlineData("--exclude-outbound-ports 9000-9001", 9001, 9002)]
    [InlineData("--include-outbound-ports 9002", 9001, 9002)]
    [InlineData("--include-outbound-ports 9001-9002 --include-outbound-cidrs 10.77.0.0/16,fd77::/64 --exclude-outbound-ports 9001", 9001, 9002)]
    public async Task Ports_decide_what_is_captured(string arguments, int free, int captured)
    {
        var host = fixture.Captured(arguments);
        using var proxy = ListenV4(host, 15001);
        using var proxyV6 = ListenV6(host, 15001);
        using var remote = ListenV4(fixture.Remote, free);
        using var remoteV6 = ListenV6(fixture.Remote, free);
        Assert.Equal(free, (await ArrivalAsync(host, new IPEndPoint(fixture.Remote.IPv4, free), [remote, proxy])).Listener);
        Assert.Equal(free, (await ArrivalAsync(host, new IPEndPoint(fixture.Remote.IPv6, free), [remoteV6, proxyV6])).Listener);
        Assert.Equal(15001, (await ArrivalAsync(host, new IPEndPoint(fixture.Remote.IPv4, captured), [proxy])).Listener);
        Assert.Equal(15001, (await ArrivalAsync(host, new IPEndPoint(fixture.Remote.IPv6, captured), [proxyV6])).Listener);
    }

    [NamespaceTheory]
    [InlineData("--exclude-outbound-cidrs 10.77.0.0/24,fd77::/64")]
    [InlineData("--include-outbound-cidrs 240.240.0.0/16,2001:2::/48")]
    [InlineData("--exclude-uids 0")]
    [InlineData("--exclude-gids 0 --capture-dns")]
    [InlineData("--exclude-interfaces eth0")]
    public async Task Prefixes_owners_and_interfaces_decide_what_is_captured(string arguments)
    {
        var host = fixture.Captured(arguments);
        using var proxy = ListenV4(host, 15001);
        using var proxyV6 = ListenV6(host, 15001);
        using var remote = ListenV4(fixture.Remote, 9100);
        using var remoteV6 = ListenV6(fixture.Remote, 9100);
        Assert.Equal(9100, (await ArrivalAsync(host, new IPEndPoint(fixture.Remote.IPv4, 9100), [remote, proxy])).Listener);
        Assert.Equal(9100, (await ArrivalAsync(host, new IPEndPoint(fixture.Remote.IPv6, 9100), [remoteV6, proxyV6])).Listener);
    }
}
