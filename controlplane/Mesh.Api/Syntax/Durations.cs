using System.Globalization;
using System.Text.RegularExpressions;

namespace Mesh.Api.Syntax;

/// <summary>Durations as the Gateway API writes them (GEP-2257): one to four parts of up to five digits, <c>1h30m</c>, <c>250ms</c>.</summary>
internal static partial class Durations
{
    /// <summary>Null when <paramref name="text"/> is not a duration.</summary>
    public static TimeSpan? TryParse(string text)
    {
        if (!Syntax().IsMatch(text))
            return null;
        var total = TimeSpan.Zero;
        foreach (Match part in Part().Matches(text))
        {
            var count = int.Parse(part.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            total += part.Groups[2].Value switch
            {
                "h" => TimeSpan.FromHours(count),
                "m" => TimeSpan.FromMinutes(count),
                "s" => TimeSpan.FromSeconds(count),
                _ => TimeSpan.FromMilliseconds(count),
            };
        }

        return total;
    }

    public static Fault? Check(string text) => TryParse(text) is null
        ? new Fault($"'{text}' is not a duration", "write numbers with h, m, s or ms, such as 1m30s or 250ms; 0s means no limit")
        : null;

    [GeneratedRegex("^([0-9]{1,5}(h|m|s|ms)){1,4}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Syntax();

    [GeneratedRegex("([0-9]{1,5})(h|ms|m|s)", RegexOptions.NonBacktracking)]
    private static partial Regex Part();
}
