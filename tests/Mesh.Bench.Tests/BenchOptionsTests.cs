namespace Mesh.Bench.Tests;

public sealed class BenchOptionsTests
{
    [Fact]
    public void Names_are_run_in_the_order_of_the_catalog_and_beside_stands_for_three()
    {
        var options = Parse("--scenarios", "h1-1000c,h1-beside-bulk,h1-64c");

        Assert.Equal(["h1-64c", "beside-nothing", "beside-tcp-bulk", "beside-http-bulk", "h1-1000c"], options.Scenarios);
    }

    [Fact]
    public void By_default_there_are_five_rounds_and_peers_are_captured()
    {
        var options = Parse();

        Assert.Equal((5, null, true), (options.Rounds, options.Seconds, options.CapturesPeers));
        Assert.False(Parse("--capture", "mesh").CapturesPeers);
    }

    [Theory]
    [InlineData("--rounds", "0")]
    [InlineData("--scenarios", "h3")]
    [InlineData("--capture", "some")]
    [InlineData("--what", "1")]
    public void What_makes_no_sense_is_refused(params string[] arguments) => Assert.Throws<FormatException>(() => Parse(arguments));

    private static BenchOptions Parse(params string[] arguments) => BenchOptions.Parse(arguments, _ => null, "out");
}
