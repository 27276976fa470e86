using Mesh.Fuzz.Coverage;
using Mesh.Fuzz.Guidance;

namespace Mesh.Fuzz;

/// <summary>The way in: a <see cref="Campaign"/> in an instrumented context.</summary>
internal static class Fuzzer
{
    private static readonly InstrumentedContext Context = new();

    /// <inheritdoc cref="Campaign.Run"/>
    internal static string Run(string name, string corpus, string crashes, long executions, TimeSpan quiet, int seed, bool keeps, Action<string> log) =>
        (string)Context.Call(typeof(Campaign), nameof(Campaign.Run), name, corpus, crashes, executions, quiet, seed, keeps, log)!;
}
