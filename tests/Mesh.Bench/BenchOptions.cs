using System.Globalization;
using Mesh.Bench.Pairs;
using Mesh.Bench.Scenarios;

namespace Mesh.Bench;

/// <summary>What is measured, and how long.</summary>
/// <param name="Pairs">Names of pairs.</param>
/// <param name="Scenarios">Names of scenarios.</param>
/// <param name="Rounds">How often each is run; the median counts.</param>
/// <param name="Seconds">Measured time of a run.</param>
/// <param name="WarmUp">Time before it, in seconds.</param>
/// <param name="Output">Directory of the results.</param>
internal sealed record BenchOptions(
    IReadOnlyList<string> Pairs, IReadOnlyList<string> Scenarios, int Rounds, double Seconds, double WarmUp, string Output)
{
    public const string Usage = """
        mesh-bench: measures proxy pairs side by side. Needs root, nginx, haproxy and the published programs of the mesh.

          --pairs LIST       direct,mesh,nginx,haproxy-h1,haproxy-h2     (or PAIRS=…; mesh@PATH is a mesh with another mesh-proxy)
          --scenarios LIST   h1-64c,rate-200,rate-2000,grpc-16x16,tcp-bulk,tcp-connect,first-request,h1-1000c   (or SCENARIOS=…; h1-1000c only when named)
          --rounds N         interleaved rounds, medians count           (or ROUNDS=…; default 3)
          --seconds S        measured time of each run                   (or SECONDS=…; default 4)
          --warm-up S        time before it                              (default 2)
          --output DIR       where sidecar.json and sidecar.md go        (default artifacts/bench)
        """;

    /// <exception cref="FormatException">An argument makes no sense; the message says which.</exception>
    public static BenchOptions Parse(string[] arguments, Func<string, string?> environment, string output)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < arguments.Length; index += 2)
        {
            if (arguments[index] is not ("--pairs" or "--scenarios" or "--rounds" or "--seconds" or "--warm-up" or "--output") || index + 1 == arguments.Length)
            {
                throw new FormatException($"'{arguments[index]}' is not known, or lacks a value");
            }

            values[arguments[index]] = arguments[index + 1];
        }

        return new BenchOptions(
            Names(Value("--pairs", "PAIRS"), PairCatalog.All, PairCatalog.IsKnown, PairCatalog.All),
            Names(Value("--scenarios", "SCENARIOS"), ScenarioCatalog.All, ScenarioCatalog.All.Contains, ScenarioCatalog.Usual),
            (int)Number(Value("--rounds", "ROUNDS"), 3, 1, 100),
            Number(Value("--seconds", "SECONDS"), 4, 0.5, 600),
            Number(Value("--warm-up", "WARM_UP"), 2, 0, 600),
            Value("--output", "OUTPUT") ?? output);

        string? Value(string flag, string variable) => values.GetValueOrDefault(flag) ?? (environment(variable) is { Length: > 0 } value ? value : null);
    }

    private static IReadOnlyList<string> Names(string? text, IReadOnlyList<string> known, Func<string, bool> isKnown, IReadOnlyList<string> byDefault)
    {
        if (text is null)
        {
            return byDefault;
        }

        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Array.Find(names, name => !isKnown(name)) is { } unknown ? throw new FormatException($"'{unknown}' is none of {string.Join(", ", known)}") : names;
    }

    private static double Number(string? text, double byDefault, double least, double most)
    {
        if (text is null)
        {
            return byDefault;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a number from {least} to {most}"));
    }
}
