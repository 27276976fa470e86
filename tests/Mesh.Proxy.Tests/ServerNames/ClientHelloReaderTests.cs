using System.Net.Security;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Proxy.ServerNames;

namespace Mesh.Proxy.Tests.ServerNames;

public class ClientHelloReaderTests
{
    public static TheoryData<byte[], string> Messages => new()
    {
        { Hello.Record(Hello.Message("a.example.com")), "Complete a.example.com" },
        { Hello.Record(Hello.Message("A.Example.COM")), "Complete a.example.com" },
        { Hello.Record(Hello.Message(name: null)), "Complete " },
        { Hello.Record(Hello.Message("a", Hello.Extension(21, new byte[4000]))), "Complete a" },
        { Hello.Records(Hello.Message("a.example.com"), 1), "Complete a.example.com" },
        { Hello.Records(Hello.Message("a.example.com"), 50), "Complete a.example.com" },
        { [.. Hello.Record(Hello.Message("a")), 20, 3, 3, 0, 1, 1], "Complete a" },
        { [22], "NeedMore" },
        { [], "NeedMore" },
        { Hello.Record(Hello.Message("a"))[..^1], "NeedMore" },
        { [21, 3, 1, 0, 2, 1, 0], "Malformed" },
        { [22, 3, 1, 0, 0], "Malformed" },
        { [22, 2], "Malformed" },
        { [22, 3, 4], "Malformed" },
        { Hello.Record([2, 0, 0, 1, 0]), "Malformed" },
        { Hello.Record([1, 0, 0x41, 0, 0]), "Malformed" },
        { Hello.Record(Hello.Message("")), "Malformed" },
        { Hello.Record(Hello.Message("a.")), "Malformed" },
        { Hello.Record(Hello.Message("a b")), "Malformed" },
        { Hello.Record(Hello.Message("a\0.example.com")), "Malformed" },
        { Hello.Record(Hello.Message(new string('a', 256))), "Malformed" },
        { Hello.Record(Hello.Message("a", Hello.ServerName("b"))), "Malformed" },
        { Hello.Record(Hello.Message(Hello.Extension(0, Hello.Sized16([1, 0, 1, 97])))), "Malformed" },
        { Hello.Record(Hello.Message(Hello.Extension(0, Hello.Sized16([0, 0, 1, 97, 0, 0, 1, 98])))), "Malformed" },
        { Hello.Record(Hello.Message(Hello.Extension(0, []))), "Malformed" },
        { Hello.Record(Hello.Message([0, 0, 0, 9, 1])), "Malformed" },
        { Hello.Record(Hello.Message([0])), "Malformed" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Reads_the_server_name(byte[] start, string expected) => Assert.Equal(expected, Read(start));

    [Fact]
    public void A_message_that_does_not_end_within_the_bound_is_malformed()
    {
        var records = Hello.Records(Hello.Message("a", Hello.Extension(21, new byte[15_000])), 1);
        Assert.Equal("NeedMore", Read(records.AsSpan(0, ClientHelloReader.MaxBytes - 1)));
        Assert.Equal("Malformed", Read(records));
    }

    [Fact]
    public async Task Reads_what_a_real_client_sends()
    {
        using var wire = new MemoryStream();
        await using var client = new SslStream(wire);
        await Assert.ThrowsAnyAsync<Exception>(() => client.AuthenticateAsClientAsync("Vault.Example.com"));
        Assert.Equal("Complete vault.example.com", Read(wire.ToArray()));
    }

    [Fact]
    public void A_verdict_depends_neither_on_the_split_nor_on_the_records()
    {
        var inputs = from name in Gen.Elements("a.example.com", "b", null)
                     from size in Gen.Choose(1, 200)
                     from at in Gen.Choose(0, 250)
                     from change in Gen.Choose(0, 255)
                     select Spoil(Hello.Records(Hello.Message(name), size), at, (byte)change);
        Prop.ForAll(inputs.ToArbitrary(), bytes =>
        {
            var whole = Read(bytes);
            for (var i = 0; i < bytes.Length; i++)
            {
                var verdict = Read(bytes.AsSpan(0, i));
                if (verdict != "NeedMore" && verdict != whole)
                    return false;
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void Any_bytes_are_survived() =>
        Prop.ForAll<byte[]>(bytes => Read([22, 3, 1, .. bytes]).Length > 0 && Read(Hello.Record([1, 0, 0, (byte)bytes.Length, .. bytes])).Length > 0)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static byte[] Spoil(byte[] bytes, int at, byte change)
    {
        if (at < bytes.Length && change % 3 == 0)
            bytes[at] = change;
        return bytes;
    }

    private static string Read(ReadOnlySpan<byte> start)
    {
        Span<byte> name = stackalloc byte[255];
        var status = ClientHelloReader.Read(start, name, out var length);
        return status == ClientHelloStatus.Complete ? $"Complete {Encoding.ASCII.GetString(name[..length])}" : status.ToString();
    }
}
