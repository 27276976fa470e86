using System.Text;
using Mesh.Engine.Http2.Hpack;

namespace Mesh.Engine.Tests.Http2.Hpack;

public sealed class HpackEncoderTests
{
    private readonly HpackEncoder _encoder = new();
    private readonly HpackDecoder _decoder = new();

    [Theory]
    [InlineData(":method", "GET", "82")]
    [InlineData(":status", "404", "8D")]
    [InlineData("accept-encoding", "gzip, deflate", "90")]
    [InlineData("accept", "", "93")]
    [InlineData("te", "x", "00027465" + "0178")]
    [InlineData("via", "x", "0F2D" + "0178")]
    public void A_first_field_is_indexed_only_statically(string name, string value, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(Encode(name, value)));

    [Fact]
    public void What_comes_the_second_time_is_kept_and_then_one_byte()
    {
        Assert.Equal("00017801" + "79", Convert.ToHexString(Encode("x", "y")));
        Assert.Equal("40017801" + "79", Convert.ToHexString(Encode("x", "y")));
        Assert.Equal("BE", Convert.ToHexString(Encode("x", "y")));
    }

    [Fact]
    public void The_name_of_values_that_never_repeat_is_kept()
    {
        var sizes = Enumerable.Range(100, 20).Select(i => Encode("x-request-id", i.ToString()).Length).ToArray();
        Assert.Equal([18, 18, .. Enumerable.Repeat(6, 18)], sizes);
    }

    [Theory]
    [InlineData("authorization")]
    [InlineData("proxy-authorization")]
    [InlineData("cookie")]
    [InlineData("set-cookie")]
    public void Credentials_are_never_indexed(string name)
    {
        for (var i = 0; i < 4; i++)
        {
            var (_, fields) = TextSink.Decode(_decoder, Encode(name, "secret"));
            Assert.Equal([$"!{name}: secret"], fields);
        }
        Assert.Equal(0, _decoder.Table.Count);
    }

    [Fact]
    public void What_a_sender_marked_stays_marked()
    {
        for (var i = 0; i < 4; i++)
            Assert.Equal(["!x: y"], TextSink.Decode(_decoder, Encode("x", "y", neverIndexed: true)).Fields);
    }

    [Fact]
    public void Large_fields_do_not_push_out_the_others()
    {
        var large = new string('v', 1100);
        for (var i = 0; i < 4; i++)
            TextSink.Decode(_decoder, Encode("large", large));
        Assert.Equal(0, _decoder.Table.Count);
    }

    [Fact]
    public void Rfc7541_4_2_limits_are_told_at_the_next_block()
    {
        Assert.Equal("", Begin());
        _encoder.LimitTable(4096);
        Assert.Equal("", Begin());
        _encoder.LimitTable(65536);
        Assert.Equal("", Begin());
        _encoder.LimitTable(0);
        Assert.Equal("20", Begin());
        Assert.Equal("", Begin());
        _encoder.LimitTable(100);
        _encoder.LimitTable(50);
        _encoder.LimitTable(4096);
        Assert.Equal("3F13" + "3FE11F", Begin());
    }

    private string Begin()
    {
        var buffer = new byte[HpackEncoder.MaxBlockOverhead];
        return Convert.ToHexString(buffer.AsSpan(0, _encoder.BeginBlock(buffer)));
    }

    private byte[] Encode(string name, string value, bool neverIndexed = false)
    {
        var buffer = new byte[name.Length + value.Length + HpackEncoder.MaxFieldOverhead];
        return buffer[.._encoder.Encode(buffer, Encoding.Latin1.GetBytes(name), Encoding.Latin1.GetBytes(value), neverIndexed)];
    }
}
