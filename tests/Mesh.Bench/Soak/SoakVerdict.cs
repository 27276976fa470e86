namespace Mesh.Bench.Soak;

/// <summary>What a proxy's memory and certificate did over a soak.</summary>
/// <param name="Proxy">Whose.</param>
/// <param name="FirstMib">Median resident memory in the first window.</param>
/// <param name="LastMib">The same in the last window.</param>
/// <param name="MostMib">Most ever seen.</param>
/// <param name="Certificates">How many different ones were seen.</param>
/// <param name="LongestSeconds">How long one was seen at most.</param>
internal sealed record SoakProxy(string Proxy, double FirstMib, double LastMib, double MostMib, int Certificates, double LongestSeconds)
{
    // A tenth and a mebibyte is what medians of the same steady state differ by.
    public bool IsFlat => LastMib <= (FirstMib * 1.1) + 1;

    public bool IsRenewed => LongestSeconds <= SoakVerdict.LongestCertificate;
}

/// <summary>What a soak proved.</summary>
internal static class SoakVerdict
{
    /// <summary>Certificates of two minutes must have been replaced by then, in seconds.</summary>
    public const double LongestCertificate = 120;

    private const double LongestWindow = 600;

    /// <summary>Length in seconds of the windows at the beginning and the end that are compared: ten minutes, or a third of a short soak.</summary>
    public static double Window(IReadOnlyList<SoakSample> samples) => Math.Min(LongestWindow, samples[^1].Seconds / 3);

    /// <summary>Sums up each proxy.</summary>
    /// <param name="proxies">Their names.</param>
    /// <param name="samples">At least one.</param>
    public static IReadOnlyList<SoakProxy> Of(IReadOnlyList<string> proxies, IReadOnlyList<SoakSample> samples)
    {
        var (window, end) = (Window(samples), samples[^1].Seconds);
        return [.. proxies.Select((proxy, index) =>
        {
            var (certificates, longest) = Certificates(samples, index);
            return new SoakProxy(
                proxy,
                Median(samples.Where(sample => sample.Seconds <= window).Select(sample => sample.ResidentMib[index])),
                Median(samples.Where(sample => sample.Seconds >= end - window).Select(sample => sample.ResidentMib[index])),
                samples.Max(sample => sample.ResidentMib[index]), certificates, longest);
        })];
    }

    private static (int Count, double Longest) Certificates(IReadOnlyList<SoakSample> samples, int index)
    {
        var spans = samples.Where(sample => sample.Serials[index] is not null).GroupBy(sample => sample.Serials[index]).ToArray();
        return (spans.Length, spans.Select(span => span.Max(sample => sample.Seconds) - span.Min(sample => sample.Seconds)).DefaultIfEmpty(double.PositiveInfinity).Max());
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
