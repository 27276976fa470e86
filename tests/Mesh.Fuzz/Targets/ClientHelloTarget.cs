using System.Text;
using Mesh.Proxy.ServerNames;

namespace Mesh.Fuzz.Targets;

/// <summary>
/// A ClientHello's server name is the same for any split: a verdict does not change when more bytes come, and none but letters, digits and
/// punctuation of names come out. The same message cut into other records says the same.
/// </summary>
internal sealed class ClientHelloTarget : IFuzzTarget
{
    public string Name => "client-hello";

    public IReadOnlyList<byte[]> Words { get; } = [[0, 0, 0, 8, 0, 6, 0, 0, 3, .. "a.b"u8], [0x16, 3, 1, 0, 1], [0x0A, 0x0A, 0, 0], [0, 16, 0, 5, 0, 3, 2, .. "h2"u8], [0, 2, 0x13, 1]];

    public IEnumerable<byte[]> Seeds { get; } = [Record([]), Record([0, 0, 0, 10, 0, 8, 0, 0, 5, .. "a.b-c"u8]), Record([0x0A, 0x0A, 0, 0, 0, 0, 0, 6, 0, 4, 0, 0, 1, (byte)'x'])];

    public void Run(byte[] input)
    {
        var (whole, name) = Read(input);
        for (var length = 1; length < Math.Min(input.Length, 400); length++)
        {
            var (status, part) = Read(input.AsSpan(0, length));
            Assert.True(status == ClientHelloStatus.NeedMore || (status, part) == (whole, name), $"{status} {part} after {length}, {whole} {name} after all");
        }
        Assert.All(name, letter => Assert.True(char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.' or '_'));
    }

    private static (ClientHelloStatus Status, string Name) Read(ReadOnlySpan<byte> start)
    {
        Span<byte> name = stackalloc byte[255];
        var status = ClientHelloReader.Read(start, name, out var length);
        return (status, status == ClientHelloStatus.Complete ? Encoding.ASCII.GetString(name[..length]) : "");
    }

    private static byte[] Record(byte[] extensions)
    {
        byte[] body = [3, 3, .. new byte[32], 0, 0, 2, 0x13, 1, 1, 0, 0, (byte)extensions.Length, .. extensions];
        return [0x16, 3, 1, 0, (byte)(body.Length + 4), 1, 0, 0, (byte)body.Length, .. body];
    }
}
