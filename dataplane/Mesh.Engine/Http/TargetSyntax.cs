using System.Buffers;

namespace Mesh.Engine.Http;

/// <summary>
/// Checks a path with its query, RFC 9112 §3.2.1. More lenient than RFC 3986 where clients are known to be (quotes, braces, bars);
/// refuses what servers read differently: fragments, a backslash in the path, bytes that are not visible ASCII.
/// </summary>
internal static class TargetSyntax
{
    private static readonly SearchValues<byte> PathBytes = SearchValues.Create(Visible("#?\\"));
    private static readonly SearchValues<byte> QueryBytes = SearchValues.Create(Visible("#"));

    /// <summary>Whether <paramref name="target"/> begins with a slash and is a valid path with an optional query.</summary>
    internal static bool IsPath(ReadOnlySpan<byte> target)
    {
        if (target.IsEmpty || target[0] != '/')
            return false;
        var end = target.IndexOfAnyExcept(PathBytes);
        return end < 0 || (target[end] == '?' && !target[(end + 1)..].ContainsAnyExcept(QueryBytes));
    }

    private static byte[] Visible(string except) =>
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(b => (byte)b).Where(b => !except.Contains((char)b, StringComparison.Ordinal))];
}
