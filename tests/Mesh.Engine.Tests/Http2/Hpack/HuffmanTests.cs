using FsCheck;
using FsCheck.Fluent;
using Mesh.Engine.Http2.Hpack;

namespace Mesh.Engine.Tests.Http2.Hpack;

public sealed class HuffmanTests
{
    [Fact]
    public void Every_byte_survives()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        Assert.Equal(all, Decode(HuffmanEncoder.Encode(all))!);
        foreach (var one in all)
            Assert.Equal([one], Decode(HuffmanEncoder.Encode([one]))!);
    }

    [Fact]
    public void Any_text_survives() =>
        Prop.ForAll((byte[] text) => Decode(HuffmanEncoder.Encode(text))!.SequenceEqual(text)).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_are_decoded_or_refused() => Prop.ForAll((byte[] bytes) =>
    {
        var decoded = Decode(bytes);
        return decoded is null || HuffmanEncoder.Encode(decoded).SequenceEqual(bytes);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("07")] // '0', padded with ones
    public void Valid_padding(string bytes) => Assert.NotNull(Decode(Convert.FromHexString(bytes)));

    [Theory]
    [InlineData("07FF")] // padding of eleven bits
    [InlineData("06")] // padding that is not ones
    [InlineData("FF")] // only padding, of eight bits
    [InlineData("FFFFFFFF")] // the end-of-string symbol
    [InlineData("FFFFFFFC")] // the same, padded with zeros
    [InlineData("FFFFFF")] // an unfinished long code
    public void Rfc7541_5_2_invalid_strings_are_refused(string bytes) => Assert.Null(Decode(Convert.FromHexString(bytes)));

    private static byte[]? Decode(byte[] bytes)
    {
        var destination = new byte[HuffmanDecoder.MaxDecodedLength(bytes.Length)];
        return HuffmanDecoder.TryDecode(bytes, destination, out var written) ? destination[..written] : null;
    }
}
