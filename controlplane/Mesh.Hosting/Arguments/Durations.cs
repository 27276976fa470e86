using System.Globalization;

namespace Mesh.Hosting.Arguments;

/// <summary>Durations as flags write them: a whole number and one unit, <c>300ms</c>, <c>90s</c>, <c>5m</c>, <c>24h</c>.</summary>
public static class Durations
{
    /// <summary>Reads a duration; false when it is of another form, zero, or beyond 100 years.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        duration = default;
        var (digits, unit) = text switch
        {
            [.. var number, 'm', 's'] => (number, TimeSpan.FromMilliseconds(1)),
            [.. var number, 's'] => (number, TimeSpan.FromSeconds(1)),
            [.. var number, 'm'] => (number, TimeSpan.FromMinutes(1)),
            [.. var number, 'h'] => (number, TimeSpan.FromHours(1)),
            _ => ("", TimeSpan.Zero),
        };
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0
            || count > TimeSpan.FromDays(36_525) / unit)
            return false;
        duration = count * unit;
        return true;
    }

    /// <summary>Writes a duration in the largest unit that keeps it exact.</summary>
    public static string Format(TimeSpan duration)
    {
        var (unit, suffix) = duration switch
        {
            _ when duration.Ticks % TimeSpan.TicksPerHour == 0 => (TimeSpan.TicksPerHour, "h"),
            _ when duration.Ticks % TimeSpan.TicksPerMinute == 0 => (TimeSpan.TicksPerMinute, "m"),
            _ when duration.Ticks % TimeSpan.TicksPerSecond == 0 => (TimeSpan.TicksPerSecond, "s"),
            _ => (TimeSpan.TicksPerMillisecond, "ms"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / unit}{suffix}");
    }
}
