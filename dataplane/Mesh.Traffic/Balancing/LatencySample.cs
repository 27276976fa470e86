namespace Mesh.Traffic.Balancing;

/// <summary>
/// A peak-sensitive, exponentially weighted moving average of latency: a higher value replaces it at once, lower ones pull
/// it down with the time constant. Average (float, nanoseconds) and time of the last sample (units of 65.5 µs, wrapping
/// after three days) are packed into 64 bits so that both change in one interlocked operation.
/// </summary>
internal readonly record struct LatencySample(float Nanoseconds, uint Stamp)
{
    private const int UnitShift = 16;
    private const double NanosecondsPerUnit = 1 << UnitShift;

    public static LatencySample At(double nanoseconds, long now) => new((float)nanoseconds, (uint)(now >> UnitShift));

    public static LatencySample Unpack(long packed) => new(BitConverter.Int32BitsToSingle((int)(packed >> 32)), (uint)packed);

    public long Pack() => ((long)BitConverter.SingleToInt32Bits(Nanoseconds) << 32) | Stamp;

    /// <summary>The average when nothing was seen since: it fades, so that an endpoint that was slow is tried again.</summary>
    public double Fade(long now, long decay) => Nanoseconds * Remaining(now, decay);

    public LatencySample Add(double latency, long now, long decay)
    {
        if (latency >= Nanoseconds)
            return At(latency, now);
        var remaining = Remaining(now, decay);
        return At((Nanoseconds * remaining) + (latency * (1 - remaining)), now);
    }

    private double Remaining(long now, long decay)
    {
        var elapsed = (int)((uint)(now >> UnitShift) - Stamp);
        // Another thread's clock reading may be a little older than the stamp.
        return elapsed <= 0 ? 1 : Math.Exp(-elapsed * NanosecondsPerUnit / decay);
    }
}
