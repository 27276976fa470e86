using System.Globalization;
using Mesh.Bench.Statistics;

namespace Mesh.Bench.Reports;

/// <summary>Figures as text; – stands for none.</summary>
internal static class Cells
{
    public static string Number(double? value, string format) => value is { } number ? number.ToString(format, CultureInfo.InvariantCulture) : "–";

    /// <summary>A ratio with its interval, such as <c>0.64 [0.61, 0.67]</c>.</summary>
    public static string Ratio(PairedRatio? ratio) => ratio switch
    {
        null => "–",
        { Pairs: 1 } one => Number(one.Mean, "0.00"),
        { } many => string.Create(CultureInfo.InvariantCulture, $"{many.Mean:0.00} [{many.Low:0.00}, {many.High:0.00}]"),
    };
}
