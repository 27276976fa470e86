using System.CommandLine;
using Mesh.Cli.Shared;

namespace Mesh.Cli;

/// <summary>Runs one command line. Exit codes: 0 fine, 1 failed, 2 wrong usage. Every error ends with the next step.</summary>
internal static class CommandRunner
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    internal static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> arguments, Terminal terminal, CancellationToken stop)
    {
        var parse = root.Parse(HelpInOtherWords(arguments));
        if (parse.Errors.Count > 0)
        {
            foreach (var line in UsageErrors.Lines(parse))
                terminal.Error.WriteLine(terminal.Red(line));
            terminal.Error.WriteLine($"see {UsageErrors.NameOf(parse.CommandResult)} --help");
            return WrongUsage;
        }

        try
        {
            var invocation = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = terminal.Out, Error = terminal.Error,
            };
            return await parse.InvokeAsync(invocation, stop);
        }
        catch (CliException e)
        {
            return Fail(terminal, e.Message, e.Remedy);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Fail(terminal, "interrupted", "run the command again");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(terminal, e.Message, "check the path and its permissions");
        }
        catch (Exception e)
        {
            return Fail(terminal, $"meshctl itself failed: {e}", "please report this together with the command line");
        }
    }

    // What newcomers type before they know --help.
    private static IReadOnlyList<string> HelpInOtherWords(IReadOnlyList<string> arguments) => arguments switch
    {
        [] => ["--help"],
        ["help", ..] => [.. arguments.Skip(1), "--help"],
        _ => arguments,
    };

    private static int Fail(Terminal terminal, string message, string remedy)
    {
        terminal.Error.WriteLine($"{terminal.Red("error:")} {message}\n{remedy}");
        return Failed;
    }
}
