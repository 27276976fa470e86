using System.Reflection;
using System.Runtime.InteropServices;
using Mesh.Hosting.Arguments;

namespace Mesh.Hosting.Programs;

/// <summary>
/// The conventions of a service's executable: <c>--help</c>, <c>--version</c>, exit code 2 and all errors at wrong usage, 1 and one line when
/// it cannot start, 0 after SIGTERM or SIGINT.
/// </summary>
/// <param name="name">The executable's name.</param>
/// <param name="usage">What <c>--help</c> prints.</param>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
public sealed class ServiceProgram(string name, string usage, TextWriter output, TextWriter error)
{
    /// <summary>Runs the service.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="read">Takes the options from the flags; what is wrong goes to <see cref="Flags.Errors"/>.</param>
    /// <param name="run">Serves until its token is cancelled.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync<TOptions>(IReadOnlyList<string> arguments, Func<Flags, TOptions> read, Func<TOptions, CancellationToken, Task> run)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(run);
        switch (arguments)
        {
            case ["--help"] or ["-h"]:
                await output.WriteLineAsync(usage).ConfigureAwait(false);
                return 0;
            case ["--version"]:
                await output.WriteLineAsync($"{name} {Version(run)}").ConfigureAwait(false);
                return 0;
        }
        var flags = new Flags(name, arguments);
        var options = read(flags);
        flags.RefuseRest();
        if (flags.Errors.Count == 0)
            return await RunAsync(options, run).ConfigureAwait(false);
        foreach (var line in flags.Errors)
            await error.WriteLineAsync($"{name}: {line}").ConfigureAwait(false);
        await error.WriteLineAsync($"{name}: see {name} --help").ConfigureAwait(false);
        return 2;
    }

    private static string Version(Delegate run) =>
        run.Method.Module.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private async Task<int> RunAsync<TOptions>(TOptions options, Func<TOptions, CancellationToken, Task> run)
    {
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await run(options, stop.Token).ConfigureAwait(false);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is StartupException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"{name}: {e.Message.ReplaceLineEndings(" ")}").ConfigureAwait(false);
            return 1;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }
}
