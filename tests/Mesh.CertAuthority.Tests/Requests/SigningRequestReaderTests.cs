using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FsCheck;
using FsCheck.Fluent;
using Mesh.CertAuthority.Requests;
using Mesh.Identity.Certificates;
using Mesh.TestKit;
using Mesh.TestKit.Programs;

namespace Mesh.CertAuthority.Tests.Requests;

public sealed class SigningRequestReaderTests
{
    private const string Id = "spiffe://td/ns/shop/sa/web";

    private static readonly byte[] Good = Request(ECCurve.NamedCurves.nistP256, Uris(Id));

    public static TheoryData<string, byte[]> Refused => new()
    {
        { "is missing", [] },
        { "not PKCS#10", [0x30, 0x00] },
        { "not PKCS#10", [1, 2, 3] },
        { "not PKCS#10", [.. Good, 0] },
        { "not PKCS#10", Good[..^1] },
        { "not PKCS#10", Nested(4000) },
        { "at most 16384", new byte[16 * 1024 + 1] },
        { "not signed by the key", Tampered() },
        { "not ECDSA on curve P-256", RsaRequest() },
        { "not ECDSA on curve P-256", Request(ECCurve.NamedCurves.nistP384, Uris(Id)) },
        { "not signed with ECDSA and SHA-256", Request(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA384, "", Uris(Id)) },
        { "has a subject", Request(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, "CN=web", Uris(Id)) },
        { "exactly one attribute", Request(ECCurve.NamedCurves.nistP256) },
        { "exactly one attribute", WithChallenge() },
        { "exactly one name", Request(ECCurve.NamedCurves.nistP256, Uris(Id, "spiffe://td/ns/shop/sa/other")) },
        { "exactly one name", Request(ECCurve.NamedCurves.nistP256, new X509Extension("2.5.29.17", [0x30, 0x00], false)) },
        { "not PKCS#10", Request(ECCurve.NamedCurves.nistP256, new X509Extension("2.5.29.17", [0x04, 0x00], false)) },
        { "not PKCS#10", WithUnusualBoolean() },
        { "exactly one name", Request(ECCurve.NamedCurves.nistP256, Dns("web.shop")) },
        { "exactly one name", Request(ECCurve.NamedCurves.nistP256, UriAndDns()) },
        { "URI is not of the form", Request(ECCurve.NamedCurves.nistP256, Uris("spiffe://td/web")) },
        { "URI is not of the form", Request(ECCurve.NamedCurves.nistP256, Uris("https://td/ns/shop/sa/web")) },
        { "extension 2.5.29.19", Request(ECCurve.NamedCurves.nistP256, Uris(Id), new X509BasicConstraintsExtension(true, false, 0, true)) },
        { "extension 2.5.29.15", Request(ECCurve.NamedCurves.nistP256, Uris(Id), new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true)) },
    };

    [Fact]
    public void A_good_request_is_read()
    {
        var (request, defect) = SigningRequestReader.Read(Good);

        Assert.Null(defect);
        Assert.Equal(Id, request!.Id.ToString());
    }

    [Fact]
    public void The_mesh_s_own_requests_are_good()
    {
        using var pending = KeyAndRequest.Create(TestState.Web);

        Assert.Equal(TestState.Web, SigningRequestReader.Read(pending.Request.Span).Request!.Id);
    }

    [Fact]
    public void A_request_of_openssl_is_good()
    {
        using var files = new TemporaryDirectory();
        Command.Run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", files["key.pem"],
            "-subj", "/", "-addext", $"subjectAltName=URI:{Id}", "-outform", "DER", "-out", files["csr.der"]);

        var (request, defect) = SigningRequestReader.Read(File.ReadAllBytes(files["csr.der"]));

        Assert.Null(defect);
        Assert.Equal(Id, request!.Id.ToString());
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Anything_else_is_refused_with_its_reason(string expected, byte[] request)
    {
        var (accepted, defect) = SigningRequestReader.Read(request);

        Assert.Null(accepted);
        Assert.Contains(expected, defect, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mutated_request_never_throws_and_is_never_accepted()
    {
        var mutations = Gen.Choose(0, Good.Length - 1).Zip(Gen.Choose(1, 255)).ToArbitrary();

        // The signature covers all that matters, so no change of any byte may survive.
        Prop.ForAll(mutations, change =>
        {
            var copy = Good.ToArray();
            copy[change.Item1] ^= (byte)change.Item2;
            return SigningRequestReader.Read(copy).Request is null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
        Prop.ForAll<byte[]>(bytes => SigningRequestReader.Read(bytes).Request is null).QuickCheckThrowOnFailure();
    }

    private static byte[] Request(ECCurve curve, params X509Extension[] extensions) => Request(curve, HashAlgorithmName.SHA256, "", extensions);

    private static byte[] Request(ECCurve curve, HashAlgorithmName hash, string subject, params X509Extension[] extensions)
    {
        using var key = ECDsa.Create(curve);
        return Build(new CertificateRequest(subject, key, hash), extensions);
    }

    private static byte[] RsaRequest()
    {
        using var key = RSA.Create(2048);
        return Build(new CertificateRequest("", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), [Uris(Id)]);
    }

    private static byte[] WithChallenge()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("", key, HashAlgorithmName.SHA256);
        var password = new AsnWriter(AsnEncodingRules.DER);
        password.WriteCharacterString(UniversalTagNumber.PrintableString, "x");
        request.OtherRequestAttributes.Add(new AsnEncodedData("1.2.840.113549.1.9.7", password.Encode()));
        return Build(request, [Uris(Id)]);
    }

    private static byte[] Build(CertificateRequest request, X509Extension[] extensions)
    {
        foreach (var extension in extensions)
            request.CertificateExtensions.Add(extension);
        return request.CreateSigningRequest();
    }

    private static byte[] Tampered()
    {
        var copy = Good.ToArray();
        copy.AsSpan().Slice(copy.AsSpan().IndexOf("shop"u8), 4).Reverse();
        return copy;
    }

    // TRUE as 0x01: allowed in BER, not in DER.
    private static byte[] WithUnusualBoolean()
    {
        var copy = Good.ToArray();
        copy[copy.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x01, 0x01, 0xFF]) + 2] = 0x01;
        return copy;
    }

    private static byte[] Nested(int depth)
    {
        byte[] value = [];
        for (var i = 0; i < depth; i++)
        {
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                if (value.Length > 0)
                    writer.WriteEncodedValue(value);
            }
            value = writer.Encode();
            if (value.Length > SigningRequestReader.MaxBytes - 8)
                break;
        }
        return value;
    }

    private static X509Extension Uris(params string[] uris)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var uri in uris)
            names.AddUri(new Uri(uri));
        return names.Build(critical: true);
    }

    private static X509Extension Dns(string name)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        return names.Build();
    }

    private static X509Extension UriAndDns()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(Id));
        names.AddDnsName("web.shop");
        return names.Build();
    }
}
