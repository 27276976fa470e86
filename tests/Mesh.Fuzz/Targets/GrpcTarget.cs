using Mesh.Proxy.Control.Grpc;

namespace Mesh.Fuzz.Targets;

/// <summary>Messages of a gRPC body are the same at once and byte by byte, and none is longer than allowed; its texts are printable and short.</summary>
internal sealed class GrpcTarget : IFuzzTarget
{
    private const int MaxMessage = 1000;

    public string Name => "grpc";

    public IReadOnlyList<byte[]> Words { get; } = [[0, 0, 0, 0, 0], [0, 0, 0, 0, 3, 1, 2, 3], [0, 0, 0, 3, 0xE8], [0, 0xFF, 0xFF, 0xFF, 0xFF], [.. "%E2%82%AC"u8], [.. "%0"u8]];

    public IEnumerable<byte[]> Seeds => Words;

    public void Run(byte[] input)
    {
        var whole = Read(input, Math.Max(1, input.Length));
        Assert.Equal(whole, Read(input, 1));
        var text = PercentText.Decode(input);
        Assert.True(text.Length <= PercentText.MaxLength + 1 && !text.Any(char.IsControl));
    }

    private static (MessageFault Fault, string Messages, bool IsBetween) Read(byte[] input, int piece)
    {
        var reader = new MessageReader(MaxMessage);
        var messages = new List<string>();
        for (var position = 0; position < input.Length; position += piece)
        {
            var fault = reader.Read(input.AsSpan(position, Math.Min(piece, input.Length - position)), message =>
            {
                Assert.True(message.Length <= MaxMessage);
                messages.Add(Convert.ToHexString(message));
            });
            if (fault != MessageFault.None)
                return (fault, string.Join(' ', messages), false);
        }
        return (MessageFault.None, string.Join(' ', messages), reader.IsBetweenMessages);
    }
}
