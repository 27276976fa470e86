using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Mesh.Identity.Tests;

public sealed class SpiffeIdTests
{
    private const string Alphabet = "abcXYZ019.-_";

    public static TheoryData<string> Refused =>
    [
        "", "spiffe://", "spiffe:///ns/a/sa/b", "SPIFFE://td/ns/a/sa/b", "https://td/ns/a/sa/b",
        "spiffe://td", "spiffe://td/", "spiffe://td/ns/a", "spiffe://td/ns/a/sa", "spiffe://td/ns/a/sa/", "spiffe://td/ns//sa/b",
        "spiffe://td/ns/a/sa/b/", "spiffe://td/ns/a/sa/b/c", "spiffe://td/sa/b/ns/a", "spiffe://td/NS/a/sa/b",
        "spiffe://Td/ns/a/sa/b", "spiffe://td:443/ns/a/sa/b", "spiffe://user@td/ns/a/sa/b", "spiffe://[::1]/ns/a/sa/b",
        "spiffe://td/ns/a/sa/b?x=1", "spiffe://td/ns/a/sa/b#f", "spiffe://td/ns/%61/sa/b", "spiffe://td/ns/a b/sa/b", "spiffe://td/ns/ä/sa/b",
        "spiffe://td/ns/../sa/b", "spiffe://td/ns/a/sa/.", " spiffe://td/ns/a/sa/b", "spiffe://td/ns/a/sa/b\n", "spiffe://td/ns/a\0/sa/b",
        $"spiffe://{new string('a', 256)}/ns/a/sa/b", $"spiffe://td/ns/{new string('a', 254)}/sa/b", $"spiffe://td/ns/a/sa/{new string('b', 2048)}",
    ];

    [Fact]
    public void A_valid_id_has_its_parts()
    {
        var id = SpiffeId.Parse("spiffe://cluster.local/ns/shop/sa/catalog-v1");

        Assert.Equal("cluster.local", id.TrustDomain.Name);
        Assert.Equal("shop", id.Namespace);
        Assert.Equal("catalog-v1", id.ServiceAccount);
        Assert.Equal("spiffe://cluster.local/ns/shop/sa/catalog-v1", id.ToString());
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_not_a_workload_id_is_refused(string text)
    {
        Assert.False(SpiffeId.TryParse(text, out _));
        Assert.False(SpiffeId.TryParse(Encoding.UTF8.GetBytes(text), out _));
        Assert.Throws<FormatException>(() => SpiffeId.Parse(text));
    }

    [Fact]
    public void Ids_are_equal_when_all_parts_are()
    {
        var id = SpiffeId.Parse("spiffe://td/ns/a/sa/b");

        Assert.Equal(id, SpiffeId.Create(TrustDomain.Parse("td"), "a", "b"));
        Assert.Equal(id.GetHashCode(), SpiffeId.Parse("spiffe://td/ns/a/sa/b").GetHashCode());
        Assert.NotEqual(id, SpiffeId.Parse("spiffe://te/ns/a/sa/b"));
        Assert.NotEqual(id, SpiffeId.Parse("spiffe://td/ns/A/sa/b"));
        Assert.NotEqual(id, SpiffeId.Parse("spiffe://td/ns/a/sa/c"));
    }

    [Theory]
    [InlineData("a/b", "c")]
    [InlineData("", "c")]
    [InlineData("a", "..")]
    [InlineData("a", "b c")]
    public void Parts_that_would_read_back_differently_are_refused(string ns, string serviceAccount) =>
        Assert.Throws<FormatException>(() => SpiffeId.Create(TrustDomain.Parse("td"), ns, serviceAccount));

    [Fact]
    public void What_is_created_reads_back_the_same()
    {
        var part = Gen.Elements(Alphabet.ToCharArray()).NonEmptyListOf().Select(chars => new string([.. chars.Take(253)]))
            .Where(text => text is not ("." or ".."));
        var cases = part.Three().ToArbitrary();

        Prop.ForAll(cases, parts =>
        {
            var (domain, ns, serviceAccount) = parts;
            var id = SpiffeId.Create(TrustDomain.Parse(domain.ToLowerInvariant()), ns, serviceAccount);
            return SpiffeId.Parse(id.ToString()).Equals(id)
                && SpiffeId.TryParse(Encoding.UTF8.GetBytes(id.ToString()), out var fromBytes) && fromBytes.Equals(id);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Whatever_is_accepted_is_canonical()
    {
        var pieces = Gen.Elements("spiffe://", "td", "/", "ns", "sa", "a", ".", "..", "%2f", "?", ":1", "A").ListOf()
            .Select(list => string.Concat(list)).ToArbitrary();

        Prop.ForAll(pieces, text => !SpiffeId.TryParse(text, out var id) || id.ToString() == text).QuickCheckThrowOnFailure();
        Prop.ForAll<byte[]>(bytes => !SpiffeId.TryParse(bytes, out var id) || Encoding.UTF8.GetBytes(id.ToString()).SequenceEqual(bytes)).QuickCheckThrowOnFailure();
    }
}
