using System.Collections.Immutable;
using Mesh.Traffic.Matching;

namespace Mesh.Traffic.Routing;

/// <summary>Routes of TLS connections by the server name that the client asks for: the exact name, then the longest <c>*.suffix</c>.</summary>
public sealed class ServerNameTable
{
    /// <summary>Longest server name, in bytes (RFC 1035 §2.3.4).</summary>
    public const int MaxName = 255;

    private readonly Dictionary<string, TcpRoute>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly Dictionary<string, TcpRoute>.AlternateLookup<ReadOnlySpan<char>> _suffixes;

    /// <summary>Creates a table.</summary>
    /// <param name="routes">Names in any case, <c>a.example.com</c> or <c>*.example.com</c>, and where their connections go.</param>
    /// <exception cref="ArgumentException">A name is empty, occurs twice, or has an asterisk elsewhere.</exception>
    public ServerNameTable(ImmutableArray<(string Name, TcpRoute Route)> routes)
    {
        var exact = new Dictionary<string, TcpRoute>(StringComparer.Ordinal);
        var suffixes = new Dictionary<string, TcpRoute>(StringComparer.Ordinal);
        foreach (var (name, route) in routes)
        {
            var isSuffix = name.StartsWith("*.", StringComparison.Ordinal);
            var text = (isSuffix ? name[1..] : name).ToLowerInvariant();
            if (text.Length < (isSuffix ? 2 : 1) || text.Contains('*', StringComparison.Ordinal))
                throw new ArgumentException($"server name \"{name}\" is not a name or \"*.suffix\"", nameof(routes));
            if (!(isSuffix ? suffixes : exact).TryAdd(text, route))
                throw new ArgumentException($"server name \"{name}\" occurs twice", nameof(routes));
        }
        Routes = routes;
        _exact = exact.GetAlternateLookup<ReadOnlySpan<char>>();
        _suffixes = suffixes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>What it was made from.</summary>
    public ImmutableArray<(string Name, TcpRoute Route)> Routes { get; }

    /// <summary>The route of a server name; null when none takes it. An empty name, of a client that sent none, has none.</summary>
    public TcpRoute? Find(ReadOnlySpan<byte> serverName)
    {
        if (serverName.Length is 0 or > MaxName)
            return null;
        Span<char> buffer = stackalloc char[MaxName];
        for (var i = 0; i < serverName.Length; i++)
            buffer[i] = (char)AsciiText.ToLower(serverName[i]);
        ReadOnlySpan<char> name = buffer[..serverName.Length];
        return _exact.TryGetValue(name, out var route) ? route : FindSuffix(name);
    }

    // From the left, so that the longest comes first; the asterisk stands for at least one label.
    private TcpRoute? FindSuffix(ReadOnlySpan<char> name)
    {
        for (var dot = name.IndexOf('.'); dot >= 0;)
        {
            if (dot > 0 && _suffixes.TryGetValue(name[dot..], out var route))
                return route;
            var next = name[(dot + 1)..].IndexOf('.');
            dot = next < 0 ? -1 : dot + 1 + next;
        }
        return null;
    }
}
