using System.Net;
using Mesh.Proxy.Dns;

namespace Mesh.Fuzz.Targets;

/// <summary>A query that is read can be answered, within the size that is allowed.</summary>
internal sealed class DnsTarget : IFuzzTarget
{
    private static readonly IPAddress[] Addresses = [.. Enumerable.Range(1, 40).Select(i => new IPAddress([10, 0, 0, (byte)i])), IPAddress.IPv6Loopback];

    public string Name => "dns";

    public IReadOnlyList<byte[]> Words { get; } = [[0, 1], [0, 28], [0xC0, 12], [3, .. "abc"u8], [0, 0, 41, 16, 0, 0, 0, 0, 0, 0, 0]];

    public IEnumerable<byte[]> Seeds { get; } =
    [
        [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 7, .. "catalog"u8, 4, .. "shop"u8, 0, 0, 1, 0, 1],
        [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, (byte)'a', 0, 0, 28, 0, 1, 0, 0, 41, 16, 0, 0, 0, 0, 0, 0, 0],
    ];

    public void Run(byte[] input)
    {
        if (!DnsMessage.TryReadQuery(input, out var question))
            return;
        Assert.InRange(question.End, DnsMessage.HeaderLength + 5, input.Length);
        var answer = new byte[Math.Max(question.End, DnsMessage.MaxUdpLength)];
        var length = DnsMessage.WriteAnswer(input, question, Addresses, 30, answer);
        Assert.InRange(length, question.End, answer.Length);
        Assert.False(DnsMessage.TryReadQuery(answer.AsSpan(0, length), out _), "an answer is no query");
    }
}
