using Mesh.Proxy.Memory;

namespace Mesh.Proxy.Tests.Memory;

public sealed class TrimPolicyTests
{
    [Theory]
    [InlineData("5 5 5", "S..")]
    [InlineData("5 40 5", "S..")]
    [InlineData("5 64 33 32 32 30", "S..C..")]
    [InlineData("5 1000 900 600 5 5 1000 5", "S...C..C")]
    [InlineData("1000 500 250 125 60 30", "SCCCC.")]
    public void Memory_is_given_back_after_the_start_and_after_each_crowd(string sockets, string decisions)
    {
        var policy = new TrimPolicy();

        var made = sockets.Split(' ').Select(open => policy.Next(int.Parse(open, null)) switch
        {
            TrimDecision.AfterStart => 'S',
            TrimDecision.AfterCrowd => 'C',
            _ => '.',
        });

        Assert.Equal(decisions, string.Concat(made));
    }
}
