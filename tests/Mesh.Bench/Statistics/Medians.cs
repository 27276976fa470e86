namespace Mesh.Bench.Statistics;

/// <summary>Medians.</summary>
internal static class Medians
{
    /// <summary>The middle value, or the mean of the two middle ones; null when there is none.</summary>
    public static double? Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length switch
        {
            0 => null,
            var length when length % 2 == 1 => sorted[length / 2],
            var length => (sorted[(length / 2) - 1] + sorted[length / 2]) / 2,
        };
    }
}
