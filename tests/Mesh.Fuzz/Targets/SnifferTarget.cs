using Mesh.Proxy.Detection;

namespace Mesh.Fuzz.Targets;

/// <summary>The verdict on a connection's first bytes is the same for any split: once decided, more bytes do not change it.</summary>
internal sealed class SnifferTarget : IFuzzTarget
{
    public string Name => "sniffer";

    public IReadOnlyList<byte[]> Words { get; } = [.. Http1Words.All, [0x16, 3, 1, 0, 5, 1], [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8]];

    public IEnumerable<byte[]> Seeds { get; } = [[.. "GET / HTTP/1.1\r\n"u8], [0x16, 3, 1, 0, 5, 1, 0, 0, 1], [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8], [.. "SSH-2.0-x\r\n"u8]];

    public void Run(byte[] input)
    {
        var verdict = SniffedProtocol.NeedMore;
        for (var length = 1; length <= input.Length; length++)
        {
            var next = ProtocolSniffer.Sniff(input.AsSpan(0, length));
            Assert.True(verdict == SniffedProtocol.NeedMore || next == verdict, $"{verdict}, then {next} after {length} bytes");
            verdict = next;
        }
    }
}
