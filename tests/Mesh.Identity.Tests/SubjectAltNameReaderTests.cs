using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using FsCheck;
using FsCheck.Fluent;

namespace Mesh.Identity.Tests;

public sealed class SubjectAltNameReaderTests : IDisposable
{
    private const string Uri = "spiffe://td/ns/shop/sa/web";

    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void The_only_uri_is_the_identity()
    {
        var certificate = _authority.Issue(TestAuthority.Purpose("1.3.6.1.5.5.7.3.1"), TestAuthority.SubjectAltName(Uri));

        Assert.Equal(SpiffeId.Parse(Uri), SpiffeId.FromCertificate(certificate));
    }

    [Fact]
    public void Names_of_other_kinds_beside_the_uri_do_no_harm()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("web.shop");
        names.AddUri(new Uri(Uri));
        names.AddIpAddress(System.Net.IPAddress.Loopback);

        Assert.Equal(SpiffeId.Parse(Uri), SpiffeId.FromCertificate(_authority.Issue(names.Build())));
    }

    [Fact]
    public void Each_way_of_having_no_identity_has_its_reason()
    {
        var dns = new SubjectAlternativeNameBuilder();
        dns.AddDnsName("web.shop");

        Expect(CertificateIdentityError.NoSubjectAltName, _authority.Issue());
        Expect(CertificateIdentityError.NoUri, _authority.Issue(dns.Build()));
        Expect(CertificateIdentityError.SeveralUris, _authority.Issue(TestAuthority.SubjectAltName(Uri, "spiffe://td/ns/shop/sa/other")));
        Expect(CertificateIdentityError.InvalidUri, _authority.Issue(TestAuthority.SubjectAltName("spiffe://td/web")));
        Expect(CertificateIdentityError.Malformed, []);
        Expect(CertificateIdentityError.Malformed, [0x30, 0x00]);
    }

    [Fact]
    public void A_repeated_extension_is_refused()
    {
        // A second subject alternative name can only be made by hand: rename the key identifier (2.5.29.14) to it, at equal length.
        var key = new X509Extension("2.5.29.14", TestAuthority.SubjectAltName(Uri).RawData, false);
        var certificate = _authority.Issue(TestAuthority.SubjectAltName(Uri), key);
        certificate[certificate.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x06, 0x03, 0x55, 0x1D, 0x0E]) + 4] = 0x11;

        Expect(CertificateIdentityError.RepeatedSubjectAltName, certificate);
    }

    [Fact]
    public void Trailing_bytes_and_any_truncation_are_malformed()
    {
        var certificate = _authority.Issue(TestAuthority.SubjectAltName(Uri));

        Expect(CertificateIdentityError.Malformed, [.. certificate, 0]);
        for (var length = 0; length < certificate.Length; length++)
            Expect(CertificateIdentityError.Malformed, certificate[..length]);
    }

    [Fact]
    public void A_mutated_certificate_never_throws_and_never_yields_an_unchecked_identity()
    {
        var certificate = _authority.Issue(TestAuthority.SubjectAltName(Uri));
        var mutations = Gen.Choose(0, certificate.Length - 1).Zip(Gen.Choose(0, 255)).NonEmptyListOf().ToArbitrary();

        Prop.ForAll(mutations, list =>
        {
            var copy = certificate.ToArray();
            foreach (var (at, value) in list.Take(4))
                copy[at] = (byte)value;
            var error = SpiffeId.TryFromCertificate(copy, out var id);
            return (error == CertificateIdentityError.None) == (id is not null) && (id is null || SpiffeId.TryParse(id.ToString(), out _));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
        Prop.ForAll<byte[]>(bytes => SpiffeId.TryFromCertificate(bytes, out _) == CertificateIdentityError.Malformed).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_reader_agrees_with_the_framework()
    {
        var certificate = _authority.Issue(TestAuthority.SubjectAltName(Uri));
        using var parsed = X509CertificateLoader.LoadCertificate(certificate);
        var reader = new AsnReader(parsed.Extensions.Single().RawData, AsnEncodingRules.DER).ReadSequence();

        Assert.Equal(reader.ReadCharacterString(UniversalTagNumber.IA5String, new Asn1Tag(TagClass.ContextSpecific, 6)), SpiffeId.FromCertificate(certificate).ToString());
    }

    private static void Expect(CertificateIdentityError expected, byte[] certificate)
    {
        Assert.Equal(expected, SpiffeId.TryFromCertificate(certificate, out var id));
        Assert.Null(id);
        var e = Assert.Throws<FormatException>(() => SpiffeId.FromCertificate(certificate));
        Assert.Contains(expected.Describe(), e.Message, StringComparison.Ordinal);
    }
}
