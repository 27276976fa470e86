using Google.Protobuf.WellKnownTypes;

namespace Mesh.CertAuthority.Requests;

/// <summary>Reads durations off the wire.</summary>
internal static class WireDuration
{
    /// <summary>Whether a duration follows the rules of google.protobuf.Duration and is not negative.</summary>
    public static bool TryRead(Duration duration, out TimeSpan value)
    {
        value = default;
        if (duration.Seconds is < 0 or > Duration.MaxSeconds || duration.Nanos is < 0 or > 999_999_999)
            return false;
        value = duration.ToTimeSpan();
        return true;
    }
}
