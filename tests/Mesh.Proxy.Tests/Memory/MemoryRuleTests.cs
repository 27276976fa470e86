using Mesh.Proxy.Memory;

namespace Mesh.Proxy.Tests.Memory;

public class MemoryRuleTests
{
    [Theory]
    [InlineData("Calm", 84, "Calm")]
    [InlineData("Calm", 85, "Short")]
    [InlineData("Calm", 95, "Critical")]
    [InlineData("Short", 94, "Short")]
    [InlineData("Short", 76, "Short")]
    [InlineData("Short", 74, "Calm")]
    [InlineData("Critical", 90, "Short")]
    [InlineData("Critical", 10, "Calm")]
    [InlineData("Calm", 1000, "Critical")]
    public void An_episode_begins_at_85_and_ends_below_75_percent(string now, long used, string next) =>
        Assert.Equal(next, MemoryRule.Next(Enum.Parse<MemoryState>(now), used, 100).ToString());

    [Fact]
    public void Without_a_limit_there_is_always_room() =>
        Assert.Equal(MemoryState.Calm, MemoryRule.Next(MemoryState.Calm, 1L << 50, long.MaxValue));
}
