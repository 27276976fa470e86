using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Traffic.Outbound;

namespace Mesh.Traffic.Tests.Outbound;

public sealed class CidrSetTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.255.255.255", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("10.1.2.3/8", "10.9.9.9", true)]
    [InlineData("0.0.0.0/0", "8.8.8.8", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("10.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("2001:2::/48", "2001:2:0:ffff::1", true)]
    [InlineData("2001:2::/48", "2001:2:1::1", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.0.0.1", true)]
    public void Contains(string network, string address, bool expected)
    {
        Assert.True(CidrSet.TryParse([network], out var set, out _));
        Assert.Equal(expected, set.Contains(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("shop")]
    [InlineData("")]
    [InlineData("2001:2::/129")]
    public void Refuses(string network)
    {
        Assert.False(CidrSet.TryParse(["10.0.0.0/8", network], out var set, out var invalid));
        Assert.Equal(network, invalid);
        Assert.False(set.Contains(IPAddress.Parse("10.0.0.1")));
    }

    [Fact]
    public void Agrees_with_comparing_bits() =>
        Prop.ForAll(ArbMap.Default.ArbFor<uint>(), ArbMap.Default.ArbFor<uint>(), Gen.Choose(0, 32).ToArbitrary(), (network, address, length) =>
        {
            var shift = 32 - length;
            // Half of the addresses are moved near the network, or hardly any would be inside.
            var tested = address % 2 == 0 ? address : network ^ (address >> Math.Min(31, length));
            Assert.True(CidrSet.TryParse([$"{Ip(network)}/{length}"], out var set, out _));
            return set.Contains(Ip(tested)) == (shift == 32 || network >> shift == tested >> shift);
        }).QuickCheckThrowOnFailure();

    private static IPAddress Ip(uint value) => new([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
}
