using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Mesh.Identity;

/// <summary>
/// The name of a set of identities that share roots of trust, such as <c>cluster.local</c> (SPIFFE-ID §2.1).
/// 1 to 255 characters out of <c>a-z 0-9 . - _</c>; upper case is refused, not folded.
/// </summary>
public sealed class TrustDomain : IEquatable<TrustDomain>
{
    private TrustDomain(string name) => Name = name;

    /// <summary>The name, without scheme.</summary>
    public string Name { get; }

    /// <summary>Reads a trust domain name.</summary>
    /// <exception cref="FormatException">The name breaks the rules above.</exception>
    public static TrustDomain Parse(string name) =>
        TryParse(name, out var domain)
            ? domain
            : throw new FormatException("Not a trust domain: use 1 to 255 characters out of a-z, 0-9, '.', '-' and '_', as in cluster.local.");

    /// <summary>Reads a trust domain name; false when it breaks the rules.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, [NotNullWhen(true)] out TrustDomain? domain)
    {
        domain = null;
        if (name is null || name.Length > SpiffeSyntax.MaxTrustDomainLength)
            return false;
        return TryParse(Encoding.UTF8.GetBytes(name), out domain);
    }

    /// <inheritdoc cref="TryParse(string?, out TrustDomain?)"/>
    public static bool TryParse(ReadOnlySpan<byte> name, [NotNullWhen(true)] out TrustDomain? domain)
    {
        domain = SpiffeSyntax.IsTrustDomain(name) ? new TrustDomain(Encoding.ASCII.GetString(name)) : null;
        return domain is not null;
    }

    /// <inheritdoc/>
    public bool Equals(TrustDomain? other) => other is not null && other.Name == Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TrustDomain);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name, without scheme.</summary>
    public override string ToString() => Name;
}
