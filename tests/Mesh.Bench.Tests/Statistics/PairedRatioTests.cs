using Mesh.Bench.Statistics;

namespace Mesh.Bench.Tests.Statistics;

public sealed class PairedRatioTests
{
    [Fact]
    public void The_interval_is_that_of_t_on_logarithms()
    {
        // Logarithms 0.1, 0.2, 0.3, 0.4, 0.5: mean 0.3, standard deviation 0.158114, standard error 0.070711, times 2.776.
        var ratio = PairedRatio.Of([.. new[] { 0.1, 0.2, 0.3, 0.4, 0.5 }.Select((logarithm, round) => ((round + 1) * Math.Exp(logarithm), round + 1.0))])!.Value;

        Assert.Equal(Math.Exp(0.3), ratio.Mean, 9);
        Assert.Equal(Math.Exp(0.3 - (2.776 * 0.0707107)), ratio.Low, 4);
        Assert.Equal(Math.Exp(0.3 + (2.776 * 0.0707107)), ratio.High, 4);
        Assert.Equal(5, ratio.Pairs);
    }

    [Fact]
    public void What_slows_both_sides_of_a_round_does_not_widen_it()
    {
        var ratio = PairedRatio.Of([(2, 1), (20, 10), (200, 100)])!.Value;

        Assert.Equal((2, 2, 2), (Math.Round(ratio.Mean, 9), Math.Round(ratio.Low, 9), Math.Round(ratio.High, 9)));
    }

    [Fact]
    public void One_round_has_no_interval()
    {
        var ratio = PairedRatio.Of([(3, 2)])!.Value;

        Assert.Equal((1.5, 1.5, 1.5), (Math.Round(ratio.Mean, 9), Math.Round(ratio.Low, 9), Math.Round(ratio.High, 9)));
    }

    [Fact]
    public void Nothing_and_values_without_a_logarithm_have_no_ratio()
    {
        Assert.Null(PairedRatio.Of([]));
        Assert.Null(PairedRatio.Of([(1, 2), (0, 2)]));
        Assert.Null(PairedRatio.Of([(1, 2), (1, -2)]));
        Assert.Null(PairedRatio.Of([(double.NaN, 2)]));
    }

    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(4, 2.776)]
    [InlineData(30, 2.042)]
    [InlineData(60, 2.000)]
    [InlineData(1000, 1.962)]
    public void Quantiles_are_those_of_the_books(int degrees, double quantile) => Assert.Equal(quantile, StudentT.Quantile(degrees), 2);

    [Fact]
    public void The_median_is_the_middle()
    {
        Assert.Null(Medians.Of([]));
        Assert.Equal(2, Medians.Of([3, 1, 2]));
        Assert.Equal(2.5, Medians.Of([4, 1, 2, 3]));
    }
}
