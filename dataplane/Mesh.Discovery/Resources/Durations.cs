using Google.Protobuf.WellKnownTypes;

namespace Mesh.Discovery.Resources;

/// <summary>Durations from the wire; out of range is an error, not a wrap-around.</summary>
internal static class Durations
{
    private const int MaxNanos = 999_999_999;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>Null when unset or refused.</summary>
    public static TimeSpan? Read(Duration? duration, string field, FieldReport report)
    {
        if (duration is null)
            return null;
        if (duration.Seconds < 0 || duration.Nanos is < 0 or > MaxNanos || duration.Seconds > Longest.TotalSeconds)
        {
            report.Error(field, $"{duration.Seconds} s {duration.Nanos} ns is not between 0 and {Longest.TotalDays} days");
            return null;
        }
        return TimeSpan.FromSeconds(duration.Seconds) + TimeSpan.FromTicks(duration.Nanos / TimeSpan.NanosecondsPerTick);
    }

    /// <summary>As <see cref="Read"/>, where zero is refused.</summary>
    public static TimeSpan? ReadPositive(Duration? duration, string field, FieldReport report)
    {
        var value = Read(duration, field, report);
        if (value != TimeSpan.Zero)
            return value;
        report.Error(field, "must be more than 0");
        return null;
    }

    /// <summary>As <see cref="Read"/>, where zero turns the limit off and an unset field means <paramref name="unset"/>.</summary>
    public static TimeSpan? ReadLimit(Duration? duration, TimeSpan? unset, string field, FieldReport report) =>
        duration is null ? unset : Read(duration, field, report) is { Ticks: > 0 } value ? value : null;
}
