using System.Text;
using Mesh.Engine.Http;
using Mesh.Tunnel.Heads;

namespace Mesh.Tunnel.Tests.Heads;

public sealed class HopCountTests
{
    [Theory]
    [InlineData(null, "1")]
    [InlineData("1", "2")]
    [InlineData("9", "10")]
    [InlineData("", "1")]
    [InlineData("-1", "1")]
    [InlineData("2x", "1")]
    [InlineData("99999", "1")]
    public void Each_proxy_counts_itself(string? before, string after)
    {
        using var head = new HeaderBlock();
        if (before is not null)
            head.Add("x-mesh-hops"u8, Encoding.ASCII.GetBytes(before));
        Assert.True(HopCount.TryCount(head));
        Assert.True(head.TryGet("x-mesh-hops"u8, out var value));
        Assert.Equal(after, Encoding.ASCII.GetString(value));
    }

    [Theory]
    [InlineData("10")]
    [InlineData("11")]
    [InlineData("255")]
    public void One_too_many_is_refused(string before)
    {
        using var head = new HeaderBlock();
        head.Add("x-mesh-hops"u8, Encoding.ASCII.GetBytes(before));
        Assert.False(HopCount.TryCount(head));
    }

    [Fact]
    public void The_count_survives_what_takes_the_other_reserved_fields_off()
    {
        using var head = new HeaderBlock();
        Assert.True(HopCount.TryCount(head));
        TunnelHead.Strip(head);
        Assert.True(head.Contains("x-mesh-hops"u8));
    }
}
