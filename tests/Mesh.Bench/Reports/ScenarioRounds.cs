using Mesh.Bench.Measuring;
using Mesh.Bench.Statistics;

namespace Mesh.Bench.Reports;

/// <summary>All rounds of a scenario, to be compared in pairs: within a round.</summary>
internal sealed class ScenarioRounds(string name, IReadOnlyList<Measurement> measurements)
{
    /// <summary>The pairs whose best the mesh is measured against.</summary>
    public static IReadOnlyList<string> Peers { get; } = ["nginx", "haproxy-h1", "haproxy-h2"];

    public string Name => name;

    /// <summary>Names of the pairs, in the order in which they were asked for.</summary>
    public IReadOnlyList<string> Pairs { get; } = [.. measurements.OrderBy(one => one.Round).Select(one => one.Pair).Distinct()];

    public IEnumerable<Measurement> Of(string pair) => measurements.Where(one => one.Pair == pair);

    /// <summary>The median over rounds; null when the pair has no such figure.</summary>
    public double? Median(string pair, Func<Measurement, double?> figure) => Medians.Of(Of(pair).Select(figure).OfType<double>());

    /// <summary>A figure less that of no proxy in the same round; null when direct was not measured.</summary>
    public Func<Measurement, double?> Added(Func<Measurement, double?> figure) =>
        one => figure(one) - measurements.Where(other => other.Pair == "direct" && other.Round == one.Round).Select(figure).FirstOrDefault();

    /// <summary>One pair's figure over another's, round by round.</summary>
    public PairedRatio? Ratio(string ours, string theirs, Func<Measurement, double?> figure) => Ratio(Of(ours), Of(theirs), figure);

    /// <summary>A pair's figure over that of the same pair in another scenario.</summary>
    public PairedRatio? Ratio(string pair, ScenarioRounds other, Func<Measurement, double?> figure) => Ratio(Of(pair), other.Of(pair), figure);

    /// <summary>The peer with the best median; one without any is none.</summary>
    public string? Best(Func<Measurement, double?> figure, bool moreIsBetter)
    {
        var peers = Peers.Where(Pairs.Contains).Where(peer => Median(peer, figure) is > 0).ToArray();
        return moreIsBetter ? peers.MaxBy(peer => Median(peer, figure)) : peers.MinBy(peer => Median(peer, figure));
    }

    private static PairedRatio? Ratio(IEnumerable<Measurement> ours, IEnumerable<Measurement> theirs, Func<Measurement, double?> figure) => PairedRatio.Of(
    [
        .. from our in ours
           join their in theirs on our.Round equals their.Round
           let values = (Ours: figure(our), Theirs: figure(their))
           where values.Ours is not null && values.Theirs is not null
           select (values.Ours ?? 0, values.Theirs ?? 0),
    ]);
}
