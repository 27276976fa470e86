namespace Mesh.Traffic.Time;

/// <summary>The clock of all decisions: nanoseconds of a <see cref="TimeProvider"/>'s monotonic timestamp. Only differences mean something.</summary>
public static class MonotonicTime
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds in one <see cref="TimeSpan"/> tick.</summary>
    public const long NanosecondsPerTick = 100;

    /// <summary>Now, in nanoseconds since an arbitrary start that is the same for the whole process.</summary>
    public static long Nanoseconds(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var frequency = time.TimestampFrequency;
        var timestamp = time.GetTimestamp();
        if (frequency == NanosecondsPerSecond)
            return timestamp;
        var seconds = Math.DivRem(timestamp, frequency, out var rest);
        return (seconds * NanosecondsPerSecond) + (rest * NanosecondsPerSecond / frequency);
    }

    /// <summary>Converts a duration, saturating at about 292 years.</summary>
    public static long Nanoseconds(TimeSpan duration) =>
        duration.Ticks > long.MaxValue / NanosecondsPerTick ? long.MaxValue : duration.Ticks * NanosecondsPerTick;
}
