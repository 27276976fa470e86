using Mesh.Engine.Http2.Hpack;
using Mesh.Engine.Tests.Http2.Hpack;

namespace Mesh.Fuzz.Targets;

/// <summary>
/// Blocks, each after a byte that says its length, decoded by one decoder: the table stays within its limit, and what was decoded comes out
/// again after encoding.
/// </summary>
internal sealed class HpackTarget : IFuzzTarget
{
    public string Name => "hpack";

    public IReadOnlyList<byte[]> Words { get; } = [[0x82], [0x40], [0x20], [0x3F, 0xE1, 0x1F], [0xBE], [0x0F, 0x2F], [0x7F, 0x80, 0xFF, 0xFF, 0xFF, 0x07], [0x83, 0xFE, 0xFF, 0xFF]];

    public IEnumerable<byte[]> Seeds { get; } =
    [
        [3, 0x82, 0x86, 0x84], [8, 0x40, 1, (byte)'x', 4, .. "wxyz"u8, 1, 0xBE],
        [17, 0x41, 0x8C, 0xF1, 0xE3, 0xC2, 0xE5, 0xF2, 0x3A, 0x6B, 0xA0, 0xAB, 0x90, 0xF4, 0xFF, 0x82, 0x86], [3, 0x20, 0x3F, 0x01], [4, 0x10, 1, (byte)'p', 0],
    ];

    public void Run(byte[] input)
    {
        var (decoder, again, encoder) = (new HpackDecoder(), new HpackDecoder(), new HpackEncoder());
        for (var position = 0; position < input.Length;)
        {
            var length = Math.Min(input[position++], input.Length - position);
            var (valid, fields) = TextSink.Decode(decoder, input.AsSpan(position, length));
            position += length;
            Assert.True(decoder.Table.Size <= 4096);
            if (!valid)
                return;
            var sink = new EncodingSink(encoder);
            foreach (var field in fields)
                sink.Add(field);
            var (isValid, received) = TextSink.Decode(again, sink.Block);
            Assert.True(isValid);
            Assert.Equal(fields.Select(field => field.TrimStart('!')), received.Select(field => field.TrimStart('!')));
            Assert.All(fields.Zip(received), pair => Assert.True(!pair.First.StartsWith('!') || pair.Second.StartsWith('!'), pair.First));
        }
    }
}
