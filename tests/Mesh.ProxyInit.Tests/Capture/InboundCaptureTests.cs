using System.Net;
using static Mesh.ProxyInit.Tests.Capture.CaptureFixture;

namespace Mesh.ProxyInit.Tests.Capture;

public sealed class InboundCaptureTests(CaptureFixture fixture) : IClassFixture<CaptureFixture>
{
    [NamespaceFact]
    public async Task A_connection_from_outside_goes_to_the_proxy_which_learns_its_destination()
    {
        var host = fixture.Captured();
        using var inbound = ListenV4(host, 15006);
        using var inboundV6 = ListenV6(host, 15006);
        using var app = ListenV4(host, 8080);
        foreach (var port in new[] { 8080, 22, 15001, 15053 })
        {
            var target = new IPEndPoint(host.IPv4, port);
            var targetV6 = new IPEndPoint(host.IPv6, port);
            Assert.Equal((15006, target), await ArrivalAsync(fixture.Remote, target, [app, inbound]));
            Assert.Equal((15006, targetV6), await ArrivalAsync(fixture.Remote, targetV6, [inboundV6]));
        }
    }

    [NamespaceTheory]
    [InlineData("", 15008)]
    [InlineData("", 15020)]
    [InlineData("--exclude-inbound-ports 9000,8000-8100", 8050)]
    [InlineData("--include-inbound-ports 9000", 8050)]
    [InlineData("--exclude-inbound-cidrs 10.77.0.0/16,fd77::/64", 8050)]
    [InlineData("--include-inbound-cidrs 10.99.0.0/16,fd99::/64 --include-inbound-ports 8050", 8050)]
    [InlineData("--exclude-interfaces eth0", 8050)]
    public async Task What_is_not_to_be_captured_arrives_where_it_was_sent(string arguments, int port)
    {
        var host = fixture.Captured(arguments);
        using var inbound = ListenV4(host, 15006);
        using var inboundV6 = ListenV6(host, 15006);
        using var direct = ListenV4(host, port);
        using var directV6 = ListenV6(host, port);
        Assert.Equal(port, (await ArrivalAsync(fixture.Remote, new IPEndPoint(host.IPv4, port), [direct, inbound])).Listener);
        Assert.Equal(port, (await ArrivalAsync(fixture.Remote, new IPEndPoint(host.IPv6, port), [directV6, inboundV6])).Listener);
    }

    [NamespaceFact]
    public async Task Included_prefixes_and_ports_must_both_hold()
    {
        var host = fixture.Captured("--include-inbound-cidrs 10.77.0.0/16 --include-inbound-ports 8050");
        using var inbound = ListenV4(host, 15006);
        using var other = ListenV4(host, 8051);
        Assert.Equal(15006, (await ArrivalAsync(fixture.Remote, new IPEndPoint(host.IPv4, 8050), [inbound])).Listener);
        Assert.Equal(8051, (await ArrivalAsync(fixture.Remote, new IPEndPoint(host.IPv4, 8051), [other, inbound])).Listener);
    }
}
