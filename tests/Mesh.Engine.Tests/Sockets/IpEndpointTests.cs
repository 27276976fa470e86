using System.Buffers.Binary;
using System.Net;
using System.Text;

using FsCheck;
using FsCheck.Fluent;

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
        Assert.True(IpEndpoint.TryParse(Encoding.UTF8.GetBytes(text), out var endpoint));
        Assert.Equal(printed, endpoint.ToString());
        Assert.True(IpEndpoint.TryParse(text, out var same) && same == endpoint);
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
    [InlineData("10.0.0.256:80")]
    [InlineData("+1.0.0.7:80")]
    [InlineData("10.0.0.7:+80")]
    [InlineData("[fe80::1%eth0]:80")]
    [InlineData("[1::2::3]:80")]
    [InlineData("[1.2.3.4::]:80")]
    [InlineData("[1:2:3:4:5:6:7]:80")]
    [InlineData("[1:2:3:4:5:6:7:8:9]:80")]
    [InlineData("[1:2:3:4::5:6:7:8]:80")]
    [InlineData("[:1:2:3:4:5:6:7]:80")]
    [InlineData("[1:2:3:4:5:6:7:]:80")]
    [InlineData("[12345::]:80")]
    [InlineData("[+1::]:80")]
    [InlineData("[::1.2.3]:80")]
    [InlineData("[]:80")]
    public void RefusesEverythingElse(string text) => Assert.False(IpEndpoint.TryParse(Encoding.UTF8.GetBytes(text), out _) || IpEndpoint.TryParse(text, out _), text);

    [Fact]
    public void ReadsEveryAddressAsTheFrameworkWritesIt() => Prop.ForAll<ulong, ulong, ushort>(static (high, low, holes) =>
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low);
        for (var i = 0; i < 16; i++)
            bytes[i] *= (byte)((holes >> i) & 1);
        var expected = new IPEndPoint(new IPAddress(bytes), (int)(low % 65536));
        return IpEndpoint.TryParse(Encoding.ASCII.GetBytes(expected.ToString()), out var endpoint) && endpoint == IpEndpoint.From(expected);
    }).QuickCheckThrowOnFailure();

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
        Assert.True(IpEndpoint.TryParse(Encoding.UTF8.GetBytes(text), out var endpoint));
        Assert.Equal(loopback, endpoint.IsLoopback);
    }

    [Fact]
    public void AddressesOfOtherLengthsAreRefused() => Assert.Throws<ArgumentException>(static () => new IpEndpoint([1, 2, 3], 4));
}
