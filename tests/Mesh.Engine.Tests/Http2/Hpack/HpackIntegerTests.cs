using FsCheck;
using FsCheck.Fluent;
using Mesh.Engine.Http2.Hpack;

namespace Mesh.Engine.Tests.Http2.Hpack;

public sealed class HpackIntegerTests
{
    [Theory]
    [InlineData("0A", 5, 10)] // RFC 7541 C.1.1
    [InlineData("1F9A0A", 5, 1337)] // C.1.2
    [InlineData("2A", 8, 42)] // C.1.3
    [InlineData("7FFFFFFF7F", 7, 268435582)] // the largest
    public void Rfc7541_examples(string bytes, int prefix, int expected)
    {
        var position = 0;
        Assert.True(HpackInteger.TryRead(Convert.FromHexString(bytes), ref position, prefix, out var value));
        Assert.Equal(expected, value);
        Assert.Equal(bytes.Length / 2, position);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1F")]
    [InlineData("1F80")]
    [InlineData("1F8080808080")] // overlong zero
    [InlineData("1FFFFFFFFF0F")] // more than 32 bits
    [InlineData("1FFFFFFFFFFFFFFFFFFFFF01")]
    public void Unfinished_and_excessive_integers_are_refused(string bytes)
    {
        var position = 0;
        Assert.False(HpackInteger.TryRead(Convert.FromHexString(bytes), ref position, 5, out _));
    }

    [Fact]
    public void What_is_written_is_read() => Prop.ForAll(
        Gen.Choose(0, 200_000_000).ToArbitrary(),
        Gen.Choose(1, 8).ToArbitrary(),
        (value, prefix) =>
        {
            var buffer = new byte[HpackInteger.MaxEncodedLength];
            var length = HpackInteger.Write(buffer, 0, prefix, value);
            var position = 0;
            return HpackInteger.TryRead(buffer.AsSpan(0, length), ref position, prefix, out var read) && read == value && position == length;
        }).QuickCheckThrowOnFailure();
}
