using System.Globalization;
using Mesh.Bench.Pairs;
using Mesh.Bench.Scenarios;

namespace Mesh.Bench;

/// <summary>What is measured, and how long.</summary>
/// <param name="Pairs">Names of pairs.</param>
/// <param name="Scenarios">Names of scenarios, in the order in which they are run.</param>
/// <param name="Rounds">How often each is run.</param>
/// <param name="Seconds">Measured time of a run; null for each scenario's own.</param>
/// <param name="WarmUp">Time before it, in seconds.</param>
/// <param name="CapturesPeers">Whether nginx and HAProxy are behind iptables rules as the mesh is.</param>
/// <param name="Output">Directory of the results.</param>
internal sealed record BenchOptions(
    IReadOnlyList<string> Pairs, IReadOnlyList<string> Scenarios, int Rounds, double? Seconds, double WarmUp, bool CapturesPeers, string Output)
{
    private static readonly string[] Flags = ["--pairs", "--scenarios", "--rounds", "--seconds", "--warm-up", "--capture", "--output"];

    public static string Usage { get; } = $"""
        mesh-bench: measures proxy pairs side by side. Needs root, nginx, haproxy and the published programs of the mesh.

          --pairs LIST       {string.Join(',', PairCatalog.All)}; mesh@PATH is a mesh with another mesh-proxy   (or PAIRS=…)
          --scenarios LIST   {string.Join(',', ScenarioCatalog.All)}; {ScenarioCatalog.Beside} is the three beside-…   (or SCENARIOS=…)
          --rounds N         interleaved rounds (or ROUNDS=…; default 5)
          --seconds S        measured time of each run (or SECONDS=…; default: each scenario's own)
          --warm-up S        time before it (or WARM_UP=…; default 0.7)
          --capture WHOM     all: nginx and HAProxy behind iptables too; mesh: only the mesh (or CAPTURE=…; default all)
          --output DIR       where sidecar.json and sidecar.md go (or OUTPUT=…; default artifacts/bench)
        """;

    /// <exception cref="FormatException">An argument makes no sense; the message says which.</exception>
    public static BenchOptions Parse(string[] arguments, Func<string, string?> environment, string output)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < arguments.Length; index += 2)
        {
            if (!Flags.Contains(arguments[index]) || index + 1 == arguments.Length)
            {
                throw new FormatException($"'{arguments[index]}' is not known, or lacks a value");
            }

            values[arguments[index]] = arguments[index + 1];
        }

        return new BenchOptions(
            Names(Value("--pairs", "PAIRS"), PairCatalog.All, PairCatalog.IsKnown),
            ScenarioCatalog.Expand(Names(Value("--scenarios", "SCENARIOS"), ScenarioCatalog.All, ScenarioCatalog.IsKnown)),
            (int)Number(Value("--rounds", "ROUNDS"), 1, 100).GetValueOrDefault(5),
            Number(Value("--seconds", "SECONDS"), 0.5, 600),
            Number(Value("--warm-up", "WARM_UP"), 0, 600) ?? 0.7,
            Value("--capture", "CAPTURE") switch
            {
                null or "all" => true,
                "mesh" => false,
                var other => throw new FormatException($"'{other}' is neither all nor mesh"),
            },
            Value("--output", "OUTPUT") ?? output);

        string? Value(string flag, string variable) => values.GetValueOrDefault(flag) ?? (environment(variable) is { Length: > 0 } value ? value : null);
    }

    private static IReadOnlyList<string> Names(string? text, IReadOnlyList<string> known, Func<string, bool> isKnown)
    {
        if (text is null)
        {
            return known;
        }

        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Array.Find(names, name => !isKnown(name)) is { } unknown ? throw new FormatException($"'{unknown}' is none of {string.Join(", ", known)}") : names;
    }

    private static double? Number(string? text, double least, double most)
    {
        if (text is null)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a number from {least} to {most}"));
    }
}
