using System.Net;
using Mesh.Api.Syntax;

namespace Mesh.Api.Tests.Syntax;

public sealed class AddressesTests
{
    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("fd00::7")]
    [InlineData("FD00:0:0::7")]
    [InlineData("::1")]
    public void Addresses_are_read(string text) => Assert.Equal(IPAddress.Parse(text), Addresses.Parse(text).Address);

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10.7")]
    [InlineData("0x0a000007")]
    [InlineData("010.0.0.7")]
    [InlineData("10.0.0.7:80")]
    [InlineData("[fd00::7]")]
    [InlineData("[fd00::7]:80")]
    [InlineData("fe80::1%1")]
    [InlineData("::ffff:10.0.0.7")]
    [InlineData("10.0.0.7 ")]
    [InlineData("example.com")]
    public void Other_text_is_refused(string text)
    {
        var (address, fault) = Addresses.Parse(text);
        Assert.Null(address);
        Assert.NotNull(fault);
    }

    [Theory]
    [InlineData("127.0.0.2", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("240.240.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("ff02::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("2001:2::1", false)]
    [InlineData("2001:2:1::1", true)]
    public void Hosts(string text, bool valid) => Assert.Equal(valid, Addresses.CheckHost(IPAddress.Parse(text)) is null);
}
