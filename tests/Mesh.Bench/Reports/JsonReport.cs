using System.Text.Json;
using Mesh.Bench.Measuring;

namespace Mesh.Bench.Reports;

/// <summary>The result for programs: an array with an object per scenario, pair and round.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = new Naming(), WriteIndented = true };

    public static string Render(IReadOnlyList<Measurement> measurements) => JsonSerializer.Serialize(measurements, Options) + "\n";

    /// <summary>Snake case that keeps a number with its letter: P50Ms is p50_ms.</summary>
    private sealed class Naming : JsonNamingPolicy
    {
        public override string ConvertName(string name) =>
            string.Concat(name.Select((letter, index) => index > 0 && char.IsAsciiLetterUpper(letter) ? "_" + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));
    }
}
