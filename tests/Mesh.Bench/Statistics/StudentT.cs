namespace Mesh.Bench.Statistics;

/// <summary>Student's t distribution.</summary>
internal static class StudentT
{
    private const double Normal = 1.959964;

    private static readonly double[] Table =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>The 97.5 % quantile, for two-sided intervals of 95 %.</summary>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    public static double Quantile(int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);

        // Beyond the table the first term of the expansion about the normal distribution is right to three digits.
        return degrees <= Table.Length ? Table[degrees - 1] : Normal + (((Normal * Normal * Normal) + Normal) / (4 * degrees));
    }
}
