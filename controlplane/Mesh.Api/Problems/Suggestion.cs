namespace Mesh.Api.Problems;

/// <summary>Guesses what a mistyped word was meant to be.</summary>
public static class Suggestion
{
    private const int LongestWord = 64;

    /// <summary>The nearest of <paramref name="known"/>; null when none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(known);
        if (word.Length > LongestWord)
            return null;
        var (best, distance) = ((string?)null, Math.Max(1, word.Length / 3) + 1);
        foreach (var candidate in known)
        {
            if (Math.Abs(candidate.Length - word.Length) >= distance || Distance(word, candidate) is var found && found >= distance)
                continue;
            (best, distance) = (candidate, found);
        }

        return best;
    }

    // Optimal string alignment: one insertion, deletion, replacement or swap of neighbours costs 1, letter case nothing.
    private static int Distance(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= to.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var cost = Same(from[i - 1], to[j - 1]) ? 0 : 1;
                var best = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                    best = Math.Min(best, rows[i - 2, j - 2] + 1);
                rows[i, j] = best;
            }
        }

        return rows[from.Length, to.Length];
    }

    private static bool Same(char one, char other) => char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}
