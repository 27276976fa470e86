using FsCheck;
using FsCheck.Fluent;
using Mesh.Traffic.Tests.Requests;
using Mesh.Traffic.Timeouts;

namespace Mesh.Traffic.Tests.Timeouts;

public sealed class TimeoutPolicyTests
{
    [Fact]
    public void Without_limits_there_is_none() => Assert.Null(TimeoutPolicy.None.For(TestRequest.Get("/")));

    [Fact]
    public void The_shorter_limit_counts()
    {
        var policy = new TimeoutPolicy { Request = TimeSpan.FromSeconds(5), MaxStreamDuration = TimeSpan.FromSeconds(3) };
        Assert.Equal(TimeSpan.FromSeconds(3), policy.For(TestRequest.Get("/")));
    }

    [Theory]
    [InlineData("100m", 100)]
    [InlineData("2S", 2000)]
    [InlineData("1M", 5000)]
    [InlineData("1H", 5000)]
    [InlineData("500000u", 500)]
    [InlineData("99999999n", 99.9999)]
    [InlineData("0S", 0)]
    [InlineData("100", 5000)]
    [InlineData("m", 5000)]
    [InlineData("-1S", 5000)]
    [InlineData("+1S", 5000)]
    [InlineData("1.5S", 5000)]
    [InlineData("999999999m", 5000)]
    [InlineData("1x", 5000)]
    [InlineData("", 5000)]
    public void A_callers_deadline_shortens_and_never_prolongs(string header, double expectedMilliseconds)
    {
        var policy = new TimeoutPolicy { Request = TimeSpan.FromSeconds(5) };
        Assert.Equal(expectedMilliseconds, policy.For(TestRequest.Get("/", ("grpc-timeout", header)))!.Value.TotalMilliseconds, 3);
    }

    [Fact]
    public void A_callers_deadline_is_capped()
    {
        var policy = new TimeoutPolicy { MaxGrpcTimeout = TimeSpan.FromSeconds(1) };
        Assert.Equal(TimeSpan.FromSeconds(1), policy.For(TestRequest.Get("/", ("grpc-timeout", "1H"))));
        Assert.Null(policy.For(TestRequest.Get("/")));
    }

    [Fact]
    public void Any_header_is_decided_without_an_exception() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
            TimeoutPolicy.None.For(TestRequest.Get("/", ("grpc-timeout", text.Get))) is null or { Ticks: >= 0 }).QuickCheckThrowOnFailure();
}
