using System.Diagnostics;

namespace Mesh.TestKit.Programs;

/// <summary>What a program printed, and how it ended.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>Runs short programs to their end.</summary>
public static class Command
{
    /// <summary>Runs a program that must succeed; returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds its standard error.</exception>
    public static string Run(string program, params IEnumerable<string> arguments) => Checked(program, arguments, "");

    /// <summary>Runs a program that must succeed, with <paramref name="input"/> on its standard input.</summary>
    public static string RunWithInput(string input, string program, params IEnumerable<string> arguments) => Checked(program, arguments, input);

    /// <summary>Runs a program that may fail.</summary>
    public static CommandResult Try(string program, params IEnumerable<string> arguments) => Execute(program, arguments, "");

    private static string Checked(string program, IEnumerable<string> arguments, string input)
    {
        var list = arguments.ToArray();
        var result = Execute(program, list, input);
        return result.ExitCode == 0 ? result.Output
            : throw new InvalidOperationException($"{program} {string.Join(' ', list)} ended with {result.ExitCode}: {result.Error}");
    }

    private static CommandResult Execute(string program, IEnumerable<string> arguments, string input)
    {
        using var process = Spawner.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code tells why.
        }

        process.WaitForExit();
        return new CommandResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
