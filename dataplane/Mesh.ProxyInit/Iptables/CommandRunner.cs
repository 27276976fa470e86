using System.ComponentModel;
using System.Diagnostics;

namespace Mesh.ProxyInit.Iptables;

/// <summary>Runs programs as child processes, each for at most <paramref name="timeout"/>.</summary>
internal sealed class CommandRunner(TimeSpan timeout, TimeProvider time) : ICommandRunner
{
    public async Task<CommandResult> RunAsync(string program, IReadOnlyList<string> arguments, string input)
    {
        using var process = Start(program, arguments);
        using var deadline = new CancellationTokenSource(timeout, time);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await WriteAsync(process, input, deadline.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
            return new CommandResult(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new InitFailure($"{program} did not end within {timeout.TotalSeconds:0} s: another program may hold the xtables lock (see: lsof /run/xtables.lock)");
        }
    }

    private static Process Start(string program, IReadOnlyList<string> arguments)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(info)!;
        }
        catch (Win32Exception exception)
        {
            throw new InitFailure($"{program} cannot be started: {exception.Message}");
        }
    }

    private static async Task WriteAsync(Process process, string input, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellation).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read all: its exit code and its message say why.
        }
    }
}
