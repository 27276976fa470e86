using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Engine.Http2.Hpack;

namespace Mesh.Engine.Tests.Http2.Hpack;

public sealed class HpackRoundTripTests
{
    private static readonly Gen<string> Names = Gen.OneOf(
        Gen.Elements(":path", ":status", "accept", "cookie", "x-a", "x-b", "content-type", ""),
        Gen.Choose(0, 40).Select(i => "name-" + i));

    private static readonly Gen<string> Values = Gen.OneOf(
        Gen.Elements("", "/", "200", "gzip, deflate", "a", new string('v', 600), new string('w', 5000)),
        Gen.Choose(0, 30).Select(i => "value " + i),
        Gen.ArrayOf(Gen.Choose(0, 255)).Select(codes => new string([.. codes.Select(code => (char)code)])));

    private static readonly Gen<Field> Fields =
        from name in Names
        from value in Values
        from marked in Gen.Choose(0, 9)
        select new Field(name, value, marked == 0);

    private static readonly Gen<Block> Blocks =
        from fields in Gen.ArrayOf(Fields)
        from limit in Gen.Elements(-1, -1, -1, 0, 40, 100, 1000, 4096, 100_000)
        select new Block(fields, limit);

    [Fact]
    public void Any_sequence_of_blocks_survives() => Prop.ForAll(Gen.ArrayOf(Blocks).ToArbitrary(), blocks =>
    {
        var encoder = new HpackEncoder();
        var decoder = new HpackDecoder();
        foreach (var block in blocks)
        {
            if (block.Limit >= 0)
                encoder.LimitTable(block.Limit);
            var (valid, fields) = TextSink.Decode(decoder, Encode(encoder, block.Fields));
            Assert.True(valid);
            Assert.Equal(block.Fields.Select(Expected), fields);
            Assert.True(decoder.Table.Size <= 4096);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(30));

    private static string Expected(Field field)
    {
        var sensitive = field.Marked || field.Name is "cookie";
        return $"{(sensitive ? "!" : "")}{field.Name}: {field.Value}";
    }

    private static byte[] Encode(HpackEncoder encoder, Field[] fields)
    {
        var buffer = new byte[HpackEncoder.MaxBlockOverhead + fields.Sum(f => f.Name.Length + f.Value.Length + HpackEncoder.MaxFieldOverhead)];
        var length = encoder.BeginBlock(buffer);
        foreach (var field in fields)
        {
            length += encoder.Encode(
                buffer.AsSpan(length), Encoding.Latin1.GetBytes(field.Name), Encoding.Latin1.GetBytes(field.Value), field.Marked);
        }
        return buffer[..length];
    }

    internal sealed record Field(string Name, string Value, bool Marked);

    internal sealed record Block(Field[] Fields, int Limit);
}
