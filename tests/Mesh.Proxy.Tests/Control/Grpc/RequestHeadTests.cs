using Mesh.Proxy.Control.Grpc;

namespace Mesh.Proxy.Tests.Control.Grpc;

public sealed class RequestHeadTests
{
    [Theory]
    [InlineData(0, "1m")]
    [InlineData(0.4, "1m")]
    [InlineData(10_000, "10000m")]
    [InlineData(99_999_999, "99999999m")]
    [InlineData(100_000_000, "100000S")]
    [InlineData(1e12, "99999999S")]
    public void A_timeout_has_eight_digits_at_most(double milliseconds, string text) =>
        Assert.Equal(text, RequestHead.Timeout(TimeSpan.FromMilliseconds(milliseconds)));
}
