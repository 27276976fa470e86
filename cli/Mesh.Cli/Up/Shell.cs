using System.Diagnostics;
using Mesh.Cli.Shared;

namespace Mesh.Cli.Up;

/// <summary>Runs short system commands to their end.</summary>
internal static class Shell
{
    /// <summary>Runs <paramref name="program"/> and returns its output.</summary>
    /// <exception cref="CliException">It could not be started or failed; the message holds its error output.</exception>
    internal static string Run(string program, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var command = $"{program} {string.Join(' ', start.ArgumentList)}";
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? output
                : throw new CliException($"'{command}' failed: {errors.Result.Trim()}", "run it by hand to see more; network namespaces need root");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CliException($"'{program}' cannot be run: {e.Message}", "install it (Debian: iproute2, iptables, util-linux)");
        }
    }

    /// <summary>As <see cref="Run"/>, but a failure is not an error: for cleaning up what may be gone.</summary>
    internal static bool Try(string program, params ReadOnlySpan<string> arguments)
    {
        try
        {
            Run(program, arguments);
            return true;
        }
        catch (CliException)
        {
            return false;
        }
    }
}
