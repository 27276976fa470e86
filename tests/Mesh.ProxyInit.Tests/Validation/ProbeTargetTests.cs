using System.Net;
using System.Net.Sockets;
using Mesh.ProxyInit.Options;
using Mesh.ProxyInit.Validation;

namespace Mesh.ProxyInit.Tests.Validation;

public sealed class ProbeTargetTests
{
    [Theory]
    [InlineData("", "192.0.2.1:80")]
    [InlineData("--include-outbound-ports 9000-9010 --exclude-outbound-ports 9000", "192.0.2.1:9001")]
    [InlineData("--include-outbound-ports 22", "192.0.2.1:22")]
    [InlineData("--exclude-outbound-ports 80-15098", "192.0.2.1:15100")]
    [InlineData("--include-outbound-cidrs 10.1.0.0/16", "10.1.0.0:80")]
    [InlineData("--exclude-outbound-cidrs 192.0.2.0/24", "198.51.100.1:80")]
    [InlineData("--include-outbound-cidrs fd00::/8", null)]
    [InlineData("--include-outbound-ports 15005", null)]
    public void A_target_is_an_address_that_is_captured(string arguments, string? expected)
    {
        var options = OptionsReader.Read(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var errors).Capture;
        Assert.Empty(errors);
        Assert.Equal(expected, ProbeTarget.For(options, AddressFamily.InterNetwork, []).Select(target => target.ToString()).DefaultIfEmpty(null).First());
    }

    [Fact]
    public void Neighbours_come_last()
    {
        var targets = ProbeTarget.For(new CaptureOptions(), AddressFamily.InterNetworkV6, [IPAddress.Parse("fd77::2"), IPAddress.Parse("10.0.0.1"), IPAddress.IPv6Loopback]);
        Assert.Equal(["[2001:db8::1]:80", "[fd77::2]:80"], targets.Select(target => target.ToString()));
    }
}
