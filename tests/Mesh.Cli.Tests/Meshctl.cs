using Mesh.Cli.Shared;

namespace Mesh.Cli.Tests;

/// <summary>meshctl in this process, without a terminal.</summary>
internal static class Meshctl
{
    internal static System.CommandLine.RootCommand Tree(TextWriter? output = null, TextWriter? error = null, bool isRoot = true) =>
        CommandTree.Create(new CliEnvironment(Terminal(output, error), TimeProvider.System, isRoot, Path: "", Kubeconfig: "/nowhere"));

    internal static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await CommandRunner.RunAsync(Tree(output, error), arguments, Terminal(output, error), TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }

    private static Terminal Terminal(TextWriter? output, TextWriter? error) =>
        new(output ?? TextWriter.Null, error ?? TextWriter.Null, IsTerminal: false, Colour: false);
}
