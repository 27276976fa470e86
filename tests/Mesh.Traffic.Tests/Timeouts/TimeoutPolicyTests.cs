using FsCheck;
using FsCheck.Fluent;
using Mesh.Traffic.Tests.Requests;
using Mesh.Traffic.Timeouts;

namespace Mesh.Traffic.Tests.Timeouts;

public sealed class TimeoutPolicyTests
{
    [Fact]
    public void Without_limits_there_is_none() => Assert.Null(TimeoutPolicy.None.For(TestRequest.Get("/"), out _));

    [Fact]
    public void The_shorter_limit_counts()
    {
        var policy = new TimeoutPolicy { Request = TimeSpan.FromSeconds(5), MaxStreamDuration = TimeSpan.FromSeconds(3) };
        Assert.Equal(TimeSpan.FromSeconds(3), policy.For(TestRequest.Get("/"), out _));
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
        Assert.Equal(expectedMilliseconds, policy.For(TestRequest.Get("/", ("grpc-timeout", header)), out _)!.Value.TotalMilliseconds, 3);
    }

    [Fact]
    public void A_callers_deadline_is_capped()
    {
        var policy = new TimeoutPolicy { MaxGrpcTimeout = TimeSpan.FromSeconds(1) };
        Assert.Equal(TimeSpan.FromSeconds(1), policy.For(TestRequest.Get("/", ("grpc-timeout", "1H")), out _));
        Assert.Null(policy.For(TestRequest.Get("/"), out _));
    }

    [Theory]
    [InlineData("1S", false)]
    [InlineData("5S", false)]
    [InlineData("6S", true)]
    [InlineData("nonsense", false)]
    public void It_is_known_whether_a_caller_waits_longer_than_it_may(string header, bool shortened)
    {
        var policy = new TimeoutPolicy { Request = TimeSpan.FromSeconds(5) };
        policy.For(TestRequest.Get("/", ("grpc-timeout", header)), out var shortens);
        Assert.Equal(shortened, shortens);
    }

    [Fact]
    public void A_deadline_is_read_as_it_was_written_but_for_its_unit() => Prop.ForAll<long>(static seed =>
    {
        var timeout = TimeSpan.FromTicks(Math.Abs(seed % TimeSpan.FromDays(9999).Ticks));
        Span<byte> text = stackalloc byte[GrpcTimeout.MaxLength];
        var length = GrpcTimeout.Write(timeout, text);
        return GrpcTimeout.TryParse(text[..length], out var read) && read <= timeout && (timeout - read).Ticks <= timeout.Ticks / 1_000_000;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, "0n")]
    [InlineData(-5, "0n")]
    [InlineData(5, "5000000n")]
    [InlineData(99_000, "99000000u")]
    [InlineData(5_000_000, "5000000m")]
    [InlineData(360_000_000_000, "100000H")]
    public void Deadlines_are_written_in_the_finest_unit(long milliseconds, string expected)
    {
        Span<byte> text = stackalloc byte[GrpcTimeout.MaxLength];
        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(text[..GrpcTimeout.Write(TimeSpan.FromMilliseconds(milliseconds), text)]));
    }

    [Fact]
    public void Any_header_is_decided_without_an_exception() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
            TimeoutPolicy.None.For(TestRequest.Get("/", ("grpc-timeout", text.Get)), out _) is null or { Ticks: >= 0 }).QuickCheckThrowOnFailure();
}
