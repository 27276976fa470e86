using Mesh.Bench.Soak;

namespace Mesh.Bench.Tests.Soak;

public sealed class SoakVerdictTests
{
    [Fact]
    public void Ten_minutes_at_the_beginning_are_compared_with_ten_at_the_end()
    {
        var samples = Samples(3600, seconds => seconds <= 600 ? 10 : seconds >= 3000 ? 11 : 50, Renewed);

        var proxy = Assert.Single(SoakVerdict.Of(["client"], samples));

        Assert.Equal((10, 11, 50), (proxy.FirstMib, proxy.LastMib, proxy.MostMib));
        Assert.True(proxy.IsFlat);
    }

    [Theory]
    [InlineData(20, 23, true)]
    [InlineData(20, 23.1, false)]
    [InlineData(20, 12, true)]
    public void Memory_is_flat_within_a_tenth_and_a_mebibyte(double first, double last, bool isFlat) =>
        Assert.Equal(isFlat, new SoakProxy("client", first, last, last, 1, 0).IsFlat);

    [Fact]
    public void A_certificate_that_is_seen_for_more_than_two_minutes_was_not_renewed_in_time()
    {
        Assert.True(Assert.Single(SoakVerdict.Of(["client"], Samples(600, _ => 10, Renewed))).IsRenewed);

        var late = Assert.Single(SoakVerdict.Of(["client"], Samples(600, _ => 10, seconds => seconds <= 130 ? "A" : Renewed(seconds))));

        Assert.Equal(130, late.LongestSeconds);
        Assert.False(late.IsRenewed);
    }

    [Fact]
    public void A_proxy_that_never_shows_a_certificate_is_not_renewed() =>
        Assert.False(Assert.Single(SoakVerdict.Of(["client"], Samples(600, _ => 10, _ => null))).IsRenewed);

    [Fact]
    public void A_short_soak_compares_thirds()
    {
        Assert.Equal(100, SoakVerdict.Window(Samples(300, _ => 10, Renewed)));
        Assert.Equal(600, SoakVerdict.Window(Samples(3600, _ => 10, Renewed)));
    }

    private static string Renewed(double seconds) => $"{(int)seconds / 60}";

    private static SoakSample[] Samples(int length, Func<double, double> mib, Func<double, string?> serial) =>
        [.. Enumerable.Range(0, (length / 10) + 1).Select(index => index * 10.0)
            .Select(seconds => new SoakSample(seconds, [mib(seconds)], 0, 0, new SoakInterval(0, 0, 0), 0, [serial(seconds)]))];
}
