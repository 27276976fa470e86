using System.Globalization;
using Mesh.Fuzz.Guidance;
using Mesh.Fuzz.Targets;

namespace Mesh.Fuzz;

/// <summary>Fuzzes the parsers: <c>mesh-fuzz [TARGET...] [--executions N] [--quiet SECONDS] [--seed N] [--corpus DIR] [--crashes DIR]</c>.</summary>
internal static class Program
{
    private const string Usage = """
        mesh-fuzz [TARGET...]: coverage-guided fuzzing of everything that reads foreign bytes. Without targets: all, one after the other.
          --executions N    most inputs of a target (default: no limit)
          --quiet SECONDS   a target is done when it has found no new edge for so long, of processor time (default: 600)
          --seed N          of the mutations (default: 1)
          --corpus DIR      inputs by target; what covers something new is added (default: tests/Mesh.Fuzz/Corpus)
          --crashes DIR     where an input goes that makes a target fail (default: artifacts/crashes)
          --list            the targets
        Ends with 0 when all holds, 1 when a target failed, 2 on bad usage.
        """;

    private static int Main(string[] arguments)
    {
        var (executions, quiet, seed) = (long.MaxValue, 600.0, 1);
        var (corpus, crashes) = ("tests/Mesh.Fuzz/Corpus", "artifacts/crashes");
        var names = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "--list":
                    Console.WriteLine(string.Join('\n', AllTargets.Names));
                    return 0;
                case "--executions" when long.TryParse(value, CultureInfo.InvariantCulture, out executions) && executions > 0:
                case "--quiet" when double.TryParse(value, CultureInfo.InvariantCulture, out quiet) && quiet > 0:
                case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out seed):
                case "--corpus" when (corpus = value).Length > 0:
                case "--crashes" when (crashes = value).Length > 0:
                    i++;
                    break;
                case var name when AllTargets.Names.Contains(name):
                    names.Add(name);
                    break;
                default:
                    Console.Error.WriteLine($"{arguments[i]}: neither an option with a value nor a target\n{Usage}");
                    return 2;
            }
        }
        var failures = (names.Count > 0 ? names : [.. AllTargets.Names]).Select(name =>
            Fuzzer.Run(name, Corpus.FileOf(corpus, name), crashes, executions, TimeSpan.FromSeconds(quiet), seed, keeps: true, Console.WriteLine)).Where(failure => failure.Length > 0).ToList();
        failures.ForEach(Console.Error.WriteLine);
        return failures.Count == 0 ? 0 : 1;
    }
}
