using Mesh.Conventions;

namespace Mesh.Proxy.Tests.Conventions;

public class ServiceAddressTests
{
    [Theory]
    [InlineData("10.0.0.2:15013", "10.0.0.2:15013")]
    [InlineData("[fd00:0::2]:15013", "[fd00::2]:15013")]
    [InlineData("mesh-ca.mesh-system.svc:15013", "mesh-ca.mesh-system.svc:15013")]
    public void Reads_addresses_and_names(string text, string expected)
    {
        Assert.True(ServiceAddress.TryParse(text, out var address));
        Assert.Equal(expected, address.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("10.0.0.2")]
    [InlineData("mesh-ca")]
    [InlineData(":15013")]
    [InlineData("mesh-ca:0")]
    [InlineData("mesh-ca:65536")]
    [InlineData("mesh-ca:+1")]
    [InlineData("fd00::2:15013")]
    [InlineData("[10.0.0.2]:15013")]
    [InlineData("user@mesh-ca:15013")]
    [InlineData("mesh-ca/x:15013")]
    [InlineData("https://mesh-ca:15013")]
    public void Refuses_everything_else(string? text) => Assert.False(ServiceAddress.TryParse(text, out _));
}
