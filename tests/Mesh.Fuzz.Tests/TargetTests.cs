using System.Globalization;
using Mesh.Fuzz.Guidance;
using Mesh.Fuzz.Targets;
using Mesh.TestKit;

namespace Mesh.Fuzz.Tests;

/// <summary>A short run of every fuzzer: its whole corpus, and some mutations of it.</summary>
public sealed class TargetTests
{
    public static TheoryData<string> Names => [.. AllTargets.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_fails(string name)
    {
        using var directory = new TemporaryDirectory();
        var lines = new List<string>();

        var failure = Fuzzer.Run(name, Corpus.FileOf(Path.Combine(AppContext.BaseDirectory, "Corpus"), name), directory["crashes"], 3000, TimeSpan.FromMinutes(5), 1, keeps: false, lines.Add);

        Assert.Equal("", failure);
        Assert.True(EdgesIn(lines[^1]) > 20, lines[^1]);
    }

    private static int EdgesIn(string line) => int.Parse(line.Split(", ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
}
