using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Model.Addresses;

namespace Mesh.Model.Tests.Addresses;

public sealed class NetworkAggregationTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("10.0.0.1/32", "10.0.0.1/32")]
    [InlineData("10.0.0.1/32 10.0.0.1/32", "10.0.0.1/32")]
    [InlineData("10.0.0.1/32 10.0.0.2/32", "10.0.0.1/32 10.0.0.2/32")]
    [InlineData("10.0.0.3/32 10.0.0.2/32", "10.0.0.2/31")]
    [InlineData("10.0.0.0/32 10.0.0.1/32 10.0.0.2/32 10.0.0.3/32", "10.0.0.0/30")]
    [InlineData("10.0.0.0/24 10.0.0.7/32 10.0.1.0/24", "10.0.0.0/23")]
    [InlineData("0.0.0.0/1 128.0.0.0/1", "0.0.0.0/0")]
    [InlineData("0.0.0.0/0 10.0.0.1/32", "0.0.0.0/0")]
    [InlineData("::/1 8000::/1", "::/0")]
    [InlineData("::/0 fd00::1/128", "::/0")]
    [InlineData("fd00::1/128 10.0.0.1/32 fd00::/128", "10.0.0.1/32 fd00::/127")]
    public void Networks_are_joined(string networks, string expected) =>
        Assert.Equal(expected, string.Join(' ', NetworkAggregation.Aggregate(Parse(networks))));

    [Fact]
    public void Exactly_the_given_addresses_are_covered() =>
        Prop.ForAll(Gen.Choose(0, 600).ArrayOf().ToArbitrary(), numbers =>
        {
            var networks = NetworkAggregation.Aggregate(numbers.Select(number => NetworkAggregation.Single(Address(number))));
            return Enumerable.Range(0, 601).All(number => networks.Count(network => network.Contains(Address(number))) == (numbers.Contains(number) ? 1 : 0));
        }).QuickCheckThrowOnFailure();

    private static IPAddress Address(int number) => new([10, 0, (byte)(number >> 8), (byte)number]);

    private static IEnumerable<IPNetwork> Parse(string networks) =>
        networks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPNetwork.Parse);
}
