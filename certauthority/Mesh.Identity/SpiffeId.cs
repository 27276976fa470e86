using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Mesh.Identity;

/// <summary>
/// A workload's identity, <c>spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT</c>: the subset of SPIFFE-ID §2 that the mesh uses.
/// No query, fragment, port, user info, percent-encoding or empty segment; at most 2048 bytes; compared byte by byte.
/// </summary>
public sealed class SpiffeId : IEquatable<SpiffeId>
{
    private readonly string _value;

    private SpiffeId(TrustDomain trustDomain, string @namespace, string serviceAccount)
    {
        TrustDomain = trustDomain;
        Namespace = @namespace;
        ServiceAccount = serviceAccount;
        _value = $"spiffe://{trustDomain.Name}/ns/{@namespace}/sa/{serviceAccount}";
    }

    /// <summary>The trust domain whose roots vouch for the identity.</summary>
    public TrustDomain TrustDomain { get; }

    /// <summary>The workload's namespace; 1 to 253 characters out of <c>A-Z a-z 0-9 . - _</c>.</summary>
    public string Namespace { get; }

    /// <summary>The workload's service account; same rules as <see cref="Namespace"/>.</summary>
    public string ServiceAccount { get; }

    /// <summary>Makes an identity from its parts.</summary>
    /// <exception cref="FormatException">A part has a character or length that is not allowed.</exception>
    public static SpiffeId Create(TrustDomain trustDomain, string @namespace, string serviceAccount)
    {
        ArgumentNullException.ThrowIfNull(trustDomain);
        if (!IsSegment(@namespace))
            throw new FormatException("Not a namespace for a SPIFFE id: use 1 to 253 characters out of A-Z, a-z, 0-9, '.', '-' and '_'.");
        if (!IsSegment(serviceAccount))
            throw new FormatException("Not a service account for a SPIFFE id: use 1 to 253 characters out of A-Z, a-z, 0-9, '.', '-' and '_'.");
        return new SpiffeId(trustDomain, @namespace, serviceAccount);
    }

    /// <summary>Reads an identity.</summary>
    /// <exception cref="FormatException">The text is not of the form that this type describes.</exception>
    public static SpiffeId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new FormatException("Not a workload's SPIFFE id: expected spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT.");

    /// <summary>Reads an identity; false when the text is not of the form that this type describes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SpiffeId? id)
    {
        id = null;
        if (text is null || text.Length > SpiffeSyntax.MaxIdLength)
            return false;
        return TryParse(Encoding.UTF8.GetBytes(text), out id);
    }

    /// <inheritdoc cref="TryParse(string?, out SpiffeId?)"/>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out SpiffeId? id)
    {
        id = null;
        if (text.Length > SpiffeSyntax.MaxIdLength || !text.StartsWith("spiffe://"u8))
            return false;
        var rest = text["spiffe://"u8.Length..];
        if (!TrySplit(ref rest, out var domain) || !TrySplit(ref rest, out var first)
            || !TrySplit(ref rest, out var ns) || !TrySplit(ref rest, out var second))
            return false;
        if (!first.SequenceEqual("ns"u8) || !second.SequenceEqual("sa"u8)
            || !SpiffeSyntax.IsSegment(ns) || !SpiffeSyntax.IsSegment(rest)
            || !TrustDomain.TryParse(domain, out var trustDomain))
            return false;
        id = new SpiffeId(trustDomain, Encoding.ASCII.GetString(ns), Encoding.ASCII.GetString(rest));
        return true;
    }

    /// <summary>Reads the identity of a certificate from its only URI SAN (X509-SVID §2). The signature and the validity are not looked at.</summary>
    /// <param name="der">One X.509 certificate in DER.</param>
    /// <exception cref="FormatException">The certificate carries no identity; the message says why.</exception>
    public static SpiffeId FromCertificate(ReadOnlySpan<byte> der)
    {
        var error = TryFromCertificate(der, out var id);
        return id ?? throw new FormatException($"The certificate carries no workload identity: {error.Describe()}.");
    }

    /// <summary>Like <see cref="FromCertificate"/>, for hostile input: never throws.</summary>
    /// <returns><see cref="CertificateIdentityError.None"/> and an identity, or the reason and null.</returns>
    public static CertificateIdentityError TryFromCertificate(ReadOnlySpan<byte> der, out SpiffeId? id)
    {
        id = null;
        var error = SubjectAltNameReader.ReadOnlyUri(der, out var uri);
        if (error == CertificateIdentityError.None && !TryParse(uri, out id))
            error = CertificateIdentityError.InvalidUri;
        return error;
    }

    /// <inheritdoc/>
    public bool Equals(SpiffeId? other) => other is not null && other._value == _value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SpiffeId);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    /// <summary>The identity as a URI.</summary>
    public override string ToString() => _value;

    private static bool IsSegment(string? text) =>
        text is { Length: > 0 and <= SpiffeSyntax.MaxSegmentLength } && SpiffeSyntax.IsSegment(Encoding.UTF8.GetBytes(text));

    private static bool TrySplit(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> segment)
    {
        var slash = rest.IndexOf((byte)'/');
        segment = slash < 0 ? default : rest[..slash];
        rest = slash < 0 ? default : rest[(slash + 1)..];
        return slash >= 0;
    }
}
