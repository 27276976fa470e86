using FsCheck;
using FsCheck.Fluent;
using Mesh.Engine.Http2.Hpack;

namespace Mesh.Engine.Tests.Http2.Hpack;

public sealed class HpackDecoderTests
{
    [Theory]
    [InlineData("80")] // §6.1 index 0
    [InlineData("BE")] // §2.3.3 beyond the tables
    [InlineData("FFFFFFFFFF7F")] // far beyond them
    [InlineData("7E0161")] // name index beyond the tables
    [InlineData("3FE21F")] // §6.3 size update above the limit: 4097
    [InlineData("8220")] // §4.2 size update after a field
    [InlineData("400161")] // the value is missing
    [InlineData("40056162")] // the name is cut
    [InlineData("4001610562")] // the value is cut
    [InlineData("FF")] // the integer is cut
    [InlineData("418FFFFFFFFF")] // a string longer than the block
    [InlineData("4181FF")] // invalid Huffman padding
    public void Invalid_blocks_are_refused(string block) => Assert.False(TextSink.Decode(new HpackDecoder(), Convert.FromHexString(block)).Valid);

    [Fact]
    public void Size_updates_evict_and_several_may_come()
    {
        var decoder = new HpackDecoder();
        TextSink.Decode(decoder, Convert.FromHexString("400161016240016301644001650166"));
        Assert.Equal(3, decoder.Table.Count);
        var (valid, fields) = TextSink.Decode(decoder, Convert.FromHexString("3F033FE11FBE"));
        Assert.True(valid);
        Assert.Equal(["e: f"], fields);
        Assert.Equal(1, decoder.Table.Count);
    }

    [Fact]
    public void Rfc7541_4_4_an_entry_may_take_the_name_of_the_one_it_evicts()
    {
        var decoder = new HpackDecoder(48);
        Assert.True(TextSink.Decode(decoder, Convert.FromHexString("40046E616D65026F6C")).Valid);
        var (valid, fields) = TextSink.Decode(decoder, Convert.FromHexString("7E066E6577657231BE"));
        Assert.True(valid);
        Assert.Equal(["name: newer1", "name: newer1"], fields);
    }

    [Fact]
    public void Rfc7541_4_4_an_entry_larger_than_the_table_empties_it()
    {
        var decoder = new HpackDecoder(40);
        Assert.True(TextSink.Decode(decoder, Convert.FromHexString("4001610162")).Valid);
        Assert.True(TextSink.Decode(decoder, [0x40, 1, (byte)'c', 20, .. new byte[20]]).Valid);
        Assert.Equal(0, decoder.Table.Count);
        Assert.Equal(0, decoder.Table.Size);
    }

    [Fact]
    public void Random_bytes_never_throw() => Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b)).ToArbitrary(), bytes =>
    {
        var decoder = new HpackDecoder();
        for (var i = 0; i < 3; i++)
            TextSink.Decode(decoder, bytes);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(200));
}
