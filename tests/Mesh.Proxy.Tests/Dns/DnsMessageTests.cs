using System.Buffers.Binary;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Proxy.Dns;

namespace Mesh.Proxy.Tests.Dns;

public class DnsMessageTests
{
    private static readonly IPAddress[] Both = [IPAddress.Parse("240.240.0.3"), IPAddress.Parse("2001:2::3")];

    [Fact]
    public void Reads_the_question_in_lower_case()
    {
        Assert.True(DnsMessage.TryReadQuery(Query("Catalog.SHOP", DnsType.A), out var question));
        Assert.Equal(new DnsQuestion(0x1234, "catalog.shop", DnsType.A, 12 + 14 + 4), question);
    }

    [Theory]
    [InlineData(1, "240.240.0.3")]
    [InlineData(28, "2001:2::3")]
    [InlineData(16, null)]
    public void Answers_only_the_asked_family(int type, string? expected)
    {
        var query = Query("catalog.shop", (DnsType)type);
        Assert.True(DnsMessage.TryReadQuery(query, out var question));
        var answer = new byte[512];
        var length = DnsMessage.WriteAnswer(query, question, Both, 30, answer);
        Assert.Equal(0x1234, BinaryPrimitives.ReadUInt16BigEndian(answer));
        Assert.Equal(0x8580, BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(2)));
        Assert.Equal(expected is null ? 0 : 1, BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(6)));
        if (expected is not null)
            Assert.Equal(IPAddress.Parse(expected), new IPAddress(answer.AsSpan(question.End + 12, length - question.End - 12)));
    }

    [Fact]
    public void Sets_TC_when_records_do_not_fit()
    {
        var query = Query("catalog.shop", DnsType.A);
        Assert.True(DnsMessage.TryReadQuery(query, out var question));
        var many = Enumerable.Range(1, 100).Select(i => new IPAddress([10, 0, 0, (byte)i])).ToArray();
        var answer = new byte[DnsMessage.MaxUdpLength];
        var length = DnsMessage.WriteAnswer(query, question, many, 30, answer);
        Assert.True(length <= DnsMessage.MaxUdpLength);
        Assert.NotEqual(0, BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(2)) & 0x0200);
        Assert.Equal((length - question.End) / 16, BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(6)));
    }

    [Theory]
    [InlineData("response bit", 2, 0x80)]
    [InlineData("opcode", 2, 0x08)]
    [InlineData("two questions", 5, 2)]
    [InlineData("compressed name", 12, 0xC0)]
    [InlineData("class CHAOS", 29, 3)]
    public void Refuses(string what, int offset, int value)
    {
        var query = Query("catalog.shop", DnsType.A);
        query[offset] = (byte)value;
        Assert.False(DnsMessage.TryReadQuery(query, out var question), what);
        Assert.Equal(0x1234, question.Id);
    }

    [Fact]
    public void Foreign_bytes_never_throw() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            DnsMessage.TryReadQuery(bytes, out _);
            var mutated = Query("catalog.shop", DnsType.A);
            for (var i = 0; i < bytes.Length; i++)
                mutated[(i * 7 + bytes[i]) % mutated.Length] ^= bytes[i];
            DnsMessage.TryReadQuery(mutated, out _);
        }).QuickCheckThrowOnFailure();

    internal static byte[] Query(string name, DnsType type)
    {
        var bytes = new List<byte> { 0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0 };
        foreach (var label in name.Split('.'))
        {
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
        }
        bytes.AddRange([0, (byte)((int)type >> 8), (byte)type, 0, 1]);
        return [.. bytes];
    }
}
