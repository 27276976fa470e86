using System.Diagnostics;

namespace Mesh.Cli.Tests.Completion;

public class CompletionCommandTests
{
    [Theory]
    [InlineData("", new[] { "top", "token", "up", "validate", "completion" })]
    [InlineData("to", new[] { "top", "token" })]
    [InlineData("top --sort ", new[] { "rps", "success", "p99", "source", "destination" })]
    [InlineData("proxy-status -o ", new[] { "table", "json", "yaml" })]
    [InlineData("completion ", new[] { "bash", "zsh", "fish" })]
    public async Task Meshctl_suggests_its_own_words(string line, string[] expected)
    {
        var (exitCode, output, _) = await Meshctl.RunAsync($"[suggest:{line.Length}]", line);
        Assert.Equal(0, exitCode);
        Assert.Subset(output.Split('\n').ToHashSet(), expected.ToHashSet());
    }

    [Theory]
    [InlineData("meshctl ", "completion down proxy-status ps token top up validate version")]
    [InlineData("meshctl to", "token top")]
    [InlineData("meshctl top --so", "--sort")]
    [InlineData("meshctl top --sort s", "source success")]
    [InlineData("meshctl up ", "")]
    public async Task Bash_completes_a_line(string line, string expected) => Assert.Equal(expected, await CompleteAsync(line));

    // What bash does on Tab: splits the line into words, sets the variables, calls the function.
    private static async Task<string> CompleteAsync(string line)
    {
        var (_, script, _) = await Meshctl.RunAsync("completion", "bash");
        var program = Path.Combine(AppContext.BaseDirectory, "meshctl");
        var driver = $$"""
            {{script}}
            COMP_LINE="$1" COMP_POINT=${#1}
            read -ra COMP_WORDS <<<"$1"
            [[ $1 == *' ' ]] && COMP_WORDS+=("")
            COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
            COMP_WORDS[0]="$2"
            _meshctl
            printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort | paste -sd ' '
            """;
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", driver, "bash", line, program]) { RedirectStandardOutput = true })!;
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output.Trim();
    }
}
