using System.Globalization;

namespace Mesh.Bench.Soak;

/// <summary>How long and how hard a soak is.</summary>
/// <param name="Duration">Of the load.</param>
/// <param name="Rate">Requests a second.</param>
/// <param name="Change">Time between two changes of the configuration.</param>
/// <param name="Output">Directory of the results.</param>
internal sealed record SoakOptions(TimeSpan Duration, double Rate, TimeSpan Change, string Output)
{
    public const string Usage = """
        mesh-bench soak: one mesh for a long time, with certificates of two minutes and a configuration that keeps changing

          --duration SECONDS   of the load                                          (default 3600)
          --rate N             requests a second, every second one a POST           (default 2000)
          --change SECONDS     between two changes of the configuration             (default 5)
          --output DIR         where resident.csv, failures.csv and summary.md go   (default artifacts/soak)
        """;

    /// <exception cref="FormatException">An argument makes no sense; the message says which.</exception>
    public static SoakOptions Parse(string[] arguments, string output)
    {
        var options = new SoakOptions(TimeSpan.FromHours(1), 2000, TimeSpan.FromSeconds(5), output);
        for (var index = 0; index < arguments.Length; index += 2)
        {
            var value = index + 1 < arguments.Length ? arguments[index + 1] : throw new FormatException($"'{arguments[index]}' lacks a value");
            options = arguments[index] switch
            {
                "--duration" => options with { Duration = TimeSpan.FromSeconds(Number(value, 10, 1_000_000)) },
                "--rate" => options with { Rate = Number(value, 1, 20_000) },
                "--change" => options with { Change = TimeSpan.FromSeconds(Number(value, 0.2, 3600)) },
                "--output" => options with { Output = value },
                _ => throw new FormatException($"'{arguments[index]}' is not known"),
            };
        }

        return options;
    }

    private static double Number(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a number from {least} to {most}"));
}
