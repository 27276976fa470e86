using System.Net;
using Mesh.Identity;
using Mesh.Traffic.Outbound;

namespace Mesh.Traffic.Tests.Outbound;

public sealed class MeshSettingsTests
{
    [Theory]
    [InlineData("10.1.2.3", false, OutboundPolicy.AllowAny, UnknownDestination.Hold)]
    [InlineData("10.1.2.3", true, OutboundPolicy.AllowAny, UnknownDestination.Refuse)]
    [InlineData("10.1.2.3", true, OutboundPolicy.RegistryOnly, UnknownDestination.Refuse)]
    [InlineData("::ffff:10.1.2.3", true, OutboundPolicy.AllowAny, UnknownDestination.Refuse)]
    [InlineData("2001:2::7", false, OutboundPolicy.AllowAny, UnknownDestination.Hold)]
    [InlineData("192.0.2.1", false, OutboundPolicy.AllowAny, UnknownDestination.PassThrough)]
    [InlineData("192.0.2.1", true, OutboundPolicy.AllowAny, UnknownDestination.PassThrough)]
    [InlineData("192.0.2.1", false, OutboundPolicy.RegistryOnly, UnknownDestination.Hold)]
    [InlineData("192.0.2.1", true, OutboundPolicy.RegistryOnly, UnknownDestination.Refuse)]
    public void Nothing_inside_the_mesh_passes_unknown(string address, bool absent, OutboundPolicy policy, UnknownDestination expected)
    {
        Assert.True(CidrSet.TryParse(["10.0.0.0/8", "2001:2::/48"], out var cidrs, out _));
        var settings = new MeshSettings { TrustDomain = TrustDomain.Parse("cluster.local"), Cidrs = cidrs, OutboundPolicy = policy };
        Assert.Equal(expected, settings.Decide(IPAddress.Parse(address), absent));
    }

    [Theory]
    [InlineData("catalog.shop", true)]
    [InlineData("catalog.shop.svc.cluster.local", true)]
    [InlineData("cluster.local", true)]
    [InlineData("shop", true)]
    [InlineData("workshop", false)]
    [InlineData("example.com", false)]
    [InlineData("", false)]
    public void Names_below_a_suffix_are_the_meshs(string name, bool expected)
    {
        var settings = new MeshSettings { TrustDomain = TrustDomain.Parse("cluster.local"), DnsSuffixes = ["shop", "cluster.local"] };
        Assert.Equal(expected, settings.IsMeshName(name));
    }
}
