using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Mesh.Identity.Trust;

/// <summary>The roots that vouch for the identities of one trust domain. Immutable.</summary>
public sealed class TrustBundle
{
    /// <summary>A bundle has at most this many roots.</summary>
    public const int MaxRoots = 16;

    /// <summary>A root's DER has at most this many bytes.</summary>
    public const int MaxRootBytes = 16 * 1024;

    private TrustBundle(TrustDomain trustDomain, ImmutableArray<ReadOnlyMemory<byte>> roots)
    {
        TrustDomain = trustDomain;
        Roots = roots;
        Version = ComputeVersion(trustDomain, roots);
    }

    /// <summary>The trust domain that the roots vouch for.</summary>
    public TrustDomain TrustDomain { get; }

    /// <summary>The roots in DER, each once, in byte order; at least one.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Roots { get; }

    /// <summary>32 hexadecimal digits, derived from the trust domain and the roots alone: equal bundles have equal versions.</summary>
    public string Version { get; }

    /// <summary>Makes a bundle; repeated roots count once and the order does not matter.</summary>
    /// <exception cref="FormatException">No root, too many, or one that is not a CA certificate in DER.</exception>
    public static TrustBundle Create(TrustDomain trustDomain, IEnumerable<ReadOnlyMemory<byte>> roots)
    {
        ArgumentNullException.ThrowIfNull(trustDomain);
        ArgumentNullException.ThrowIfNull(roots);
        var sorted = new SortedSet<ReadOnlyMemory<byte>>(ByteOrder.Instance);
        foreach (var root in roots)
        {
            RequireAuthority(root.Span);
            sorted.Add(root.ToArray());
            if (sorted.Count > MaxRoots)
                throw new FormatException($"A trust bundle has at most {MaxRoots} roots.");
        }
        if (sorted.Count == 0)
            throw new FormatException("A trust bundle needs at least one root certificate.");
        return new TrustBundle(trustDomain, [.. sorted]);
    }

    /// <summary>Reads the <c>CERTIFICATE</c> blocks of a PEM text; other text is ignored, other blocks are refused.</summary>
    /// <exception cref="FormatException">As in <see cref="Create"/>, or a block that is not a certificate.</exception>
    public static TrustBundle FromPem(TrustDomain trustDomain, string pem)
    {
        var roots = new List<ReadOnlyMemory<byte>>();
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (!rest[fields.Label].SequenceEqual("CERTIFICATE"))
                throw new FormatException("A trust bundle's PEM holds CERTIFICATE blocks only.");
            roots.Add(Convert.FromBase64String(rest[fields.Base64Data].ToString()));
            rest = rest[fields.Location.End..];
        }
        return Create(trustDomain, roots);
    }

    /// <summary>The roots as PEM, one <c>CERTIFICATE</c> block each, each ending in a line feed.</summary>
    public string ToPem()
    {
        var pem = new StringBuilder();
        foreach (var root in Roots)
            pem.Append(PemEncoding.WriteString("CERTIFICATE", root.Span)).Append('\n');
        return pem.ToString();
    }

    /// <summary>
    /// The bundle reduced to the pinned root, or null when it is not among the roots. At first contact the server must be verified against
    /// this one: whoever sits in between can add roots of their own to the real one.
    /// </summary>
    public TrustBundle? PinnedTo(RootFingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        foreach (var root in Roots)
        {
            if (fingerprint.Matches(root.Span))
                return new TrustBundle(TrustDomain, [root]);
        }
        return null;
    }

    private static string ComputeVersion(TrustDomain trustDomain, ImmutableArray<ReadOnlyMemory<byte>> roots)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(trustDomain.Name));
        foreach (var root in roots)
            hash.AppendData(SHA256.HashData(root.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private static void RequireAuthority(ReadOnlySpan<byte> der)
    {
        if (der.Length is 0 or > MaxRootBytes)
            throw new FormatException($"A root certificate has 1 to {MaxRootBytes} bytes.");
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            if (!certificate.RawDataMemory.Span.SequenceEqual(der))
                throw new FormatException("A root certificate has to be DER, without trailing bytes.");
            var constraints = certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault();
            if (constraints is not { CertificateAuthority: true })
                throw new FormatException("A root of trust has to be a CA certificate (basic constraints CA:TRUE).");
        }
        catch (CryptographicException e)
        {
            throw new FormatException("A root certificate is not X.509 in DER.", e);
        }
    }

    private sealed class ByteOrder : IComparer<ReadOnlyMemory<byte>>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceCompareTo(y.Span);
    }
}
