using System.Net;

using Mesh.Engine.Sockets;

namespace Mesh.Engine.Tests.Sockets;

public sealed class IpEndpointTests
{
    [Theory]
    [InlineData("10.0.0.7:80", "10.0.0.7:80", true)]
    [InlineData("[2001:2::1]:80", "[2001:2::1]:80", false)]
    [InlineData("[::]:0", "[::]:0", false)]
    [InlineData("0.0.0.0:65535", "0.0.0.0:65535", true)]
    [InlineData("[::ffff:10.0.0.7]:80", "10.0.0.7:80", true)]
    [InlineData("[::1]:443", "[::1]:443", false)]
    public void ParsesAddressAndPort(string text, string printed, bool v4)
    {
        Assert.True(IpEndpoint.TryParse(text, out var endpoint));
        Assert.Equal(printed, endpoint.ToString());
        Assert.Equal(v4, endpoint.IsV4);
        Assert.Equal(endpoint, IpEndpoint.From(endpoint.ToIPEndPoint()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":80")]
    [InlineData("10.0.0.7")]
    [InlineData("10.0.0.7:")]
    [InlineData("10.0.0.7:65536")]
    [InlineData("10.0.0.7:-1")]
    [InlineData("10.0.0.7: 80")]
    [InlineData("10.0.0.7:80 ")]
    [InlineData("2001:2::1:80")]
    [InlineData("[10.0.0.7]:80")]
    [InlineData("[::1]")]
    [InlineData("[::1]80")]
    [InlineData("[::1:80")]
    [InlineData("]::1[:80")]
    [InlineData("catalog.shop:80")]
    [InlineData("10.0.0:80")]
    [InlineData("1:80")]
    [InlineData("010.0.0.7:80")]
    [InlineData("0x0a.0.0.7:80")]
    public void RefusesEverythingElse(string text) => Assert.False(IpEndpoint.TryParse(text, out _), text);

    [Fact]
    public void MappedAndPlainIPv4AreTheSameKey()
    {
        var plain = IpEndpoint.From(IPAddress.Parse("10.1.2.3"), 5);
        var mapped = IpEndpoint.From(IPAddress.Parse("::ffff:10.1.2.3"), 5);
        Assert.Equal(plain, mapped);
        Assert.Equal(plain.GetHashCode(), mapped.GetHashCode());
        Assert.NotEqual(plain, plain.WithPort(6));
    }

    [Theory]
    [InlineData("127.0.0.1:1", true)]
    [InlineData("127.255.0.1:1", true)]
    [InlineData("[::1]:1", true)]
    [InlineData("[::ffff:127.0.0.6]:1", true)]
    [InlineData("128.0.0.1:1", false)]
    [InlineData("[::2]:1", false)]
    public void KnowsLoopback(string text, bool loopback)
    {
        Assert.True(IpEndpoint.TryParse(text, out var endpoint));
        Assert.Equal(loopback, endpoint.IsLoopback);
    }

    [Fact]
    public void AddressesOfOtherLengthsAreRefused() => Assert.Throws<ArgumentException>(static () => new IpEndpoint([1, 2, 3], 4));
}
