using System.Collections.Immutable;
using Mesh.Traffic.Matching;

namespace Mesh.Traffic.Routing;

/// <summary>
/// Virtual hosts by domain: exact, then the longest <c>*suffix</c>, then the longest <c>prefix*</c>, then <c>*</c>.
/// An authority with a port is first looked up with it and, within each rank, then without.
/// </summary>
internal sealed class DomainIndex
{
    private const int MaxAuthority = 262;

    private readonly Dictionary<string, VirtualHostModel>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly ImmutableArray<(string Text, VirtualHostModel Host)> _suffixes;
    private readonly ImmutableArray<(string Text, VirtualHostModel Host)> _prefixes;
    private readonly VirtualHostModel? _any;

    public DomainIndex(ImmutableArray<VirtualHostModel> hosts)
    {
        var exact = new Dictionary<string, VirtualHostModel>(StringComparer.Ordinal);
        var suffixes = new Dictionary<string, VirtualHostModel>(StringComparer.Ordinal);
        var prefixes = new Dictionary<string, VirtualHostModel>(StringComparer.Ordinal);
        foreach (var host in hosts)
        {
            foreach (var domain in host.Domains)
            {
                var (rank, text) = Classify(domain);
                var index = rank switch { DomainRank.Exact => exact, DomainRank.Suffix => suffixes, _ => prefixes };
                if (!index.TryAdd(text, host))
                    throw new ArgumentException($"domain \"{domain}\" occurs twice", nameof(hosts));
            }
        }
        // "*" is the prefix of length zero.
        prefixes.Remove("", out _any);
        _exact = exact.GetAlternateLookup<ReadOnlySpan<char>>();
        _suffixes = LongestFirst(suffixes);
        _prefixes = LongestFirst(prefixes);
    }

    private enum DomainRank
    {
        Exact,
        Suffix,
        Prefix,
    }

    public VirtualHostModel? Find(ReadOnlySpan<byte> authority)
    {
        if (authority.Length > MaxAuthority)
            return _any;
        Span<char> buffer = stackalloc char[authority.Length];
        for (var i = 0; i < authority.Length; i++)
            buffer[i] = (char)AsciiText.ToLower(authority[i]);
        ReadOnlySpan<char> full = buffer;
        var host = WithoutPort(full);
        return FindExact(full) ?? FindExact(host) ?? FindSuffix(full) ?? FindSuffix(host)
            ?? FindPrefix(full) ?? FindPrefix(host) ?? _any;
    }

    private static ReadOnlySpan<char> WithoutPort(ReadOnlySpan<char> authority)
    {
        var colon = authority.LastIndexOf(':');
        return colon > 0 && IsNumber(authority[(colon + 1)..]) ? authority[..colon] : authority;
    }

    // The framework's search for characters outside of a range boxes both ends of the range, for each request.
    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character))
                return false;
        }
        return true;
    }

    private VirtualHostModel? FindExact(ReadOnlySpan<char> name) => _exact.TryGetValue(name, out var host) ? host : null;

    private VirtualHostModel? FindSuffix(ReadOnlySpan<char> name)
    {
        foreach (var (text, host) in _suffixes)
        {
            // The asterisk stands for at least one character.
            if (name.Length > text.Length && name.EndsWith(text, StringComparison.Ordinal))
                return host;
        }
        return null;
    }

    private VirtualHostModel? FindPrefix(ReadOnlySpan<char> name)
    {
        foreach (var (text, host) in _prefixes)
        {
            if (name.Length > text.Length && name.StartsWith(text, StringComparison.Ordinal))
                return host;
        }
        return null;
    }

    private static (DomainRank Rank, string Text) Classify(string domain)
    {
        var lower = domain.ToLowerInvariant();
        return lower.IndexOf('*', StringComparison.Ordinal) switch
        {
            -1 when lower.Length > 0 => (DomainRank.Exact, lower),
            0 when lower.Length == 1 => (DomainRank.Prefix, ""),
            0 when lower.LastIndexOf('*') == 0 => (DomainRank.Suffix, lower[1..]),
            var star when star > 0 && star == lower.Length - 1 => (DomainRank.Prefix, lower[..^1]),
            _ => throw new ArgumentException($"domain \"{domain}\" is not a name, \"*.suffix\", \"prefix.*\" or \"*\"", nameof(domain)),
        };
    }

    private static ImmutableArray<(string, VirtualHostModel)> LongestFirst(Dictionary<string, VirtualHostModel> index) =>
        [.. index.OrderByDescending(entry => entry.Key.Length).Select(entry => (entry.Key, entry.Value))];
}
