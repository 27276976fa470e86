using System.Buffers.Text;

namespace Mesh.Traffic.Timeouts;

/// <summary>The <c>grpc-timeout</c> field: one to eight digits and a unit out of H, M, S, m, u, n (gRPC over HTTP/2).</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;

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
}
