using Mesh.Engine.Http1;

namespace Mesh.Fuzz.Targets;

/// <summary>Chunked content is the same whether it comes at once or byte by byte.</summary>
internal sealed class ChunkedTarget : IFuzzTarget
{
    public string Name => "http1-chunked";

    public IReadOnlyList<byte[]> Words => Http1Words.All;

    public IEnumerable<byte[]> Seeds => Http1Words.Messages("5\r\nhello\r\n0\r\n\r\n", "1;a=\"b\"\r\nx\r\n00\r\nt: u\r\n\r\n", "A \r\n0123456789\r\n0\r\n\r\n");

    public void Run(byte[] input)
    {
        var whole = Decode(input, input.Length);
        Assert.Equal(whole, Decode(input, 1));
        Assert.True(whole.Content.Length <= 2 * input.Length);
    }

    private static (MessageError Error, int Consumed, bool AtTrailers, string Content) Decode(byte[] input, int piece)
    {
        var decoder = new ChunkedDecoder();
        var content = new List<byte>();
        var position = 0;
        while (position < input.Length && !decoder.AtTrailers)
        {
            var run = input.AsSpan(position, Math.Min(piece, input.Length - position));
            var error = decoder.Decode(run, out var consumed, out var data);
            if (error != MessageError.None)
                return (error, 0, false, "");
            Assert.True(consumed > 0 || run.IsEmpty);
            position += consumed;
            content.AddRange(data);
        }
        return (MessageError.None, position, decoder.AtTrailers, Convert.ToHexString(content.ToArray()));
    }
}
