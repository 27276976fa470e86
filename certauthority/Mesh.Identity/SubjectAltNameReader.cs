using System.Formats.Asn1;

namespace Mesh.Identity;

/// <summary>Finds the URI of a certificate's subject alternative name (RFC 5280 §4.1, §4.2.1.6) on spans, without building a certificate object.</summary>
internal static class SubjectAltNameReader
{
    private static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 3, isConstructed: true);
    private static readonly Asn1Tag UniformResourceIdentifier = new(TagClass.ContextSpecific, 6);

    // 2.5.29.17, content octets.
    private static ReadOnlySpan<byte> SubjectAltNameOid => [0x55, 0x1D, 0x11];

    public static CertificateIdentityError ReadOnlyUri(ReadOnlySpan<byte> der, out ReadOnlySpan<byte> uri)
    {
        uri = default;
        try
        {
            var extensions = FindExtensions(der);
            var error = FindSubjectAltName(extensions, out var generalNames);
            return error == CertificateIdentityError.None ? FindUri(generalNames, out uri) : error;
        }
        catch (AsnContentException)
        {
            return CertificateIdentityError.Malformed;
        }
    }

    private static ReadOnlySpan<byte> FindExtensions(ReadOnlySpan<byte> der)
    {
        var whole = der;
        var certificate = Take(ref whole, Asn1Tag.Sequence);
        RequireEnd(whole);
        var fields = Take(ref certificate, Asn1Tag.Sequence);
        Take(ref certificate, Asn1Tag.Sequence);
        Take(ref certificate, Asn1Tag.PrimitiveBitString);
        RequireEnd(certificate);

        // Only version 3 certificates have extensions, and only those name their version.
        Take(ref fields, Version);
        Take(ref fields, Asn1Tag.Integer);
        for (var field = 0; field < 5; field++)
            Take(ref fields, Asn1Tag.Sequence);
        while (!fields.IsEmpty && !PeekTag(fields).HasSameClassAndValue(Extensions))
            TakeAny(ref fields, out _);
        if (fields.IsEmpty)
            return default;
        var wrapper = Take(ref fields, Extensions);
        RequireEnd(fields);
        var extensions = Take(ref wrapper, Asn1Tag.Sequence);
        RequireEnd(wrapper);
        return extensions;
    }

    private static CertificateIdentityError FindSubjectAltName(ReadOnlySpan<byte> extensions, out ReadOnlySpan<byte> generalNames)
    {
        generalNames = default;
        var found = false;
        while (!extensions.IsEmpty)
        {
            var extension = Take(ref extensions, Asn1Tag.Sequence);
            if (!Take(ref extension, Asn1Tag.ObjectIdentifier).SequenceEqual(SubjectAltNameOid))
                continue;
            if (found)
                return CertificateIdentityError.RepeatedSubjectAltName;
            found = true;
            if (PeekTag(extension) == Asn1Tag.Boolean)
                Take(ref extension, Asn1Tag.Boolean);
            var value = Take(ref extension, Asn1Tag.PrimitiveOctetString);
            RequireEnd(extension);
            generalNames = Take(ref value, Asn1Tag.Sequence);
            RequireEnd(value);
        }
        return found ? CertificateIdentityError.None : CertificateIdentityError.NoSubjectAltName;
    }

    private static CertificateIdentityError FindUri(ReadOnlySpan<byte> generalNames, out ReadOnlySpan<byte> uri)
    {
        uri = default;
        var found = false;
        while (!generalNames.IsEmpty)
        {
            var name = TakeAny(ref generalNames, out var tag);
            if (tag != UniformResourceIdentifier)
                continue;
            if (found)
                return CertificateIdentityError.SeveralUris;
            found = true;
            uri = name;
        }
        return found ? CertificateIdentityError.None : CertificateIdentityError.NoUri;
    }

    private static Asn1Tag PeekTag(ReadOnlySpan<byte> source) => Asn1Tag.Decode(source, out _);

    private static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> source, Asn1Tag expected)
    {
        var content = TakeAny(ref source, out var tag);
        return tag == expected ? content : throw new AsnContentException();
    }

    private static ReadOnlySpan<byte> TakeAny(scoped ref ReadOnlySpan<byte> source, out Asn1Tag tag)
    {
        tag = AsnDecoder.ReadEncodedValue(source, AsnEncodingRules.DER, out var offset, out var length, out var consumed);
        var content = source.Slice(offset, length);
        source = source[consumed..];
        return content;
    }

    private static void RequireEnd(ReadOnlySpan<byte> rest)
    {
        if (!rest.IsEmpty)
            throw new AsnContentException();
    }
}
