using Mesh.Proxy.Metrics;

namespace Mesh.Proxy.Tests.Metrics;

public sealed class InheritedCountersTests
{
    private const string Old = """
        # HELP a_total Counted.
        # TYPE a_total counter
        a_total{x="1"} 5
        a_total{x="2 and more"} 7
        # HELP b_seconds Measured.
        # TYPE b_seconds histogram
        b_seconds_bucket{le="1"} 2
        b_seconds_bucket{le="+Inf"} 3
        b_seconds_sum 0.5
        b_seconds_count 3
        # HELP g Now.
        # TYPE g gauge
        g 9

        """;

    private readonly InheritedCounters _counters = new();

    [Fact]
    public void Counters_and_histograms_go_on_and_gauges_do_not()
    {
        _counters.Replace(InheritedCounters.Select(Old));
        var text = _counters.AddTo(Old);
        Assert.Equal(Old.Replace(" 5\n", " 10\n").Replace(" 7\n", " 14\n").Replace("\"1\"} 2\n", "\"1\"} 4\n").Replace("Inf\"} 3\n", "Inf\"} 6\n").Replace("sum 0.5", "sum 1").Replace("count 3", "count 6"), text);
    }

    [Fact]
    public void A_series_that_is_not_met_again_stays_in_its_family()
    {
        _counters.Replace(InheritedCounters.Select(Old));
        var text = _counters.AddTo("# HELP a_total Counted.\n# TYPE a_total counter\na_total{x=\"3\"} 1\n# HELP b_seconds Measured.\n# TYPE b_seconds histogram\n# HELP g Now.\n# TYPE g gauge\ng 1\n");
        Assert.Equal(Old.Replace("a_total{x=\"1\"}", "a_total{x=\"3\"} 1\na_total{x=\"1\"}").Replace("g 9", "g 1"), text);
    }

    [Fact]
    public void A_counter_that_this_version_does_not_have_is_gone()
    {
        _counters.Replace(InheritedCounters.Select(Old));
        Assert.Equal("# HELP c_total C.\n# TYPE c_total counter\nc_total 1\n", _counters.AddTo("# HELP c_total C.\n# TYPE c_total counter\nc_total 1\n"));
    }

    [Theory]
    [InlineData("a_total{x=\"1\"} -5")]
    [InlineData("a_total{x=\"1\"} NaN")]
    [InlineData("a_total{x=\"1\"} +Inf")]
    [InlineData("a_total{x=\"1\"}")]
    [InlineData("")]
    public void What_is_no_count_is_passed_over(string line)
    {
        _counters.Replace([line]);
        Assert.Equal(Old, _counters.AddTo(Old));
    }

    [Fact]
    public void The_last_state_counts()
    {
        _counters.Replace(["a_total{x=\"1\"} 100"]);
        _counters.Replace(["a_total{x=\"1\"} 200"]);
        Assert.Contains("a_total{x=\"1\"} 205\n", _counters.AddTo(Old), StringComparison.Ordinal);
    }
}
