namespace Mesh.Bench.Statistics;

/// <summary>
/// The geometric mean of ratios that were measured in pairs, with its 95 % interval: a t-interval on the logarithms. What slows a whole
/// round down slows both of its sides, and cancels.
/// </summary>
/// <param name="Mean">The geometric mean.</param>
/// <param name="Low">Lower end of the interval; equal to the mean for one pair.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Pairs">How many there were.</param>
internal readonly record struct PairedRatio(double Mean, double Low, double High, int Pairs)
{
    /// <summary>Of ours over theirs; null when there is no pair, or a value has no logarithm.</summary>
    public static PairedRatio? Of(IReadOnlyCollection<(double Ours, double Theirs)> pairs)
    {
        if (pairs.Count == 0 || pairs.Any(pair => !(pair.Ours > 0 && pair.Theirs > 0)))
        {
            return null;
        }

        var logarithms = pairs.Select(pair => Math.Log(pair.Ours / pair.Theirs)).ToArray();
        var mean = logarithms.Average();
        if (logarithms.Length == 1)
        {
            return new PairedRatio(Math.Exp(mean), Math.Exp(mean), Math.Exp(mean), 1);
        }

        var variance = logarithms.Sum(value => (value - mean) * (value - mean)) / (logarithms.Length - 1);
        var half = StudentT.Quantile(logarithms.Length - 1) * Math.Sqrt(variance / logarithms.Length);
        return new PairedRatio(Math.Exp(mean), Math.Exp(mean - half), Math.Exp(mean + half), logarithms.Length);
    }
}
