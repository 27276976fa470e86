using System.Buffers.Text;

namespace Mesh.Traffic.Timeouts;

/// <summary>The <c>grpc-timeout</c> field: one to eight digits and a unit out of H, M, S, m, u, n (gRPC over HTTP/2).</summary>
public static class GrpcTimeout
{
    /// <summary>Bytes of the longest value.</summary>
    public const int MaxLength = MaxDigits + 1;

    private const int MaxDigits = 8;
    private const long MaxAmount = 99_999_999;

    /// <summary>Reads a value; false when it is not one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out TimeSpan timeout)
    {
        timeout = default;
        if (value.Length is < 2 or > MaxDigits + 1 || value[..^1].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || !Utf8Parser.TryParse(value[..^1], out long amount, out _))
            return false;
        var ticks = value[^1] switch
        {
            (byte)'H' => amount * TimeSpan.TicksPerHour,
            (byte)'M' => amount * TimeSpan.TicksPerMinute,
            (byte)'S' => amount * TimeSpan.TicksPerSecond,
            (byte)'m' => amount * TimeSpan.TicksPerMillisecond,
            (byte)'u' => amount * TimeSpan.TicksPerMicrosecond,
            (byte)'n' => amount / TimeSpan.NanosecondsPerTick,
            _ => -1,
        };
        timeout = new TimeSpan(ticks);
        return ticks >= 0;
    }

    /// <summary>Writes a value in the finest unit that holds it, rounded down; below zero is zero.</summary>
    /// <returns>Bytes written, at most <see cref="MaxLength"/>.</returns>
    public static int Write(TimeSpan timeout, Span<byte> destination)
    {
        var ticks = Math.Max(0, timeout.Ticks);
        var (amount, unit) = ticks switch
        {
            <= MaxAmount / TimeSpan.NanosecondsPerTick => (ticks * TimeSpan.NanosecondsPerTick, (byte)'n'),
            <= MaxAmount * TimeSpan.TicksPerMicrosecond => (ticks / TimeSpan.TicksPerMicrosecond, (byte)'u'),
            <= MaxAmount * TimeSpan.TicksPerMillisecond => (ticks / TimeSpan.TicksPerMillisecond, (byte)'m'),
            <= MaxAmount * TimeSpan.TicksPerSecond => (ticks / TimeSpan.TicksPerSecond, (byte)'S'),
            _ => (ticks / TimeSpan.TicksPerHour, (byte)'H'),
        };
        Utf8Formatter.TryFormat(amount, destination, out var digits);
        destination[digits] = unit;
        return digits + 1;
    }
}
