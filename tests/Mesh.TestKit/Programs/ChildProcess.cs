using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Mesh.TestKit.Programs;

/// <summary>
/// A running program. What it prints is kept; it is stopped when disposed, and killed by the kernel when this process dies.
/// </summary>
public sealed partial class ChildProcess : IAsyncDisposable
{
    /// <summary>SIGTERM: end in an orderly way.</summary>
    public const int Terminate = 15;

    /// <summary>SIGINT, as Ctrl-C sends it.</summary>
    public const int Interrupt = 2;

    private const int KillSignal = 9;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly PrintedLines _output = new();
    private readonly PrintedLines _error = new();
    private bool _disposed;

    private ChildProcess(Process process, string name)
    {
        _process = process;
        Name = name;
        process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => _error.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The program's file name.</summary>
    public string Name { get; }

    /// <summary>Its process id: that of the program itself, no wrapper's.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Lines printed so far to standard output.</summary>
    public string Output => _output.ToString();

    /// <summary>Lines printed so far to standard error.</summary>
    public string Error => _error.ToString();

    /// <summary>Starts a program in this process's own namespaces.</summary>
    public static ChildProcess Start(ProgramStart start) => Start(start, []);

    /// <summary>Starts a program behind a wrapper that replaces itself by it (<c>ip netns exec NAME</c>).</summary>
    internal static ChildProcess Start(ProgramStart start, IEnumerable<string> wrapper)
    {
        string[] identity = start.Uid == 0 ? [] : [$"--reuid={start.Uid}", $"--regid={start.Uid}", "--clear-groups"];
        string[] line = [.. wrapper, "setpriv", .. identity, "--pdeathsig=KILL", "--", start.Program, .. start.Arguments];
        var info = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = start.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        return new ChildProcess(Spawner.Start(info), Path.GetFileName(start.Program));
    }

    /// <summary>Sends a signal; nothing happens when the program has ended.</summary>
    public void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, signal);
        }
    }

    /// <summary>Kills it at once (SIGKILL) and waits until it is gone.</summary>
    public Task<int> KillAsync()
    {
        Signal(KillSignal);
        return WaitForExitAsync();
    }

    /// <summary>Asks it to end (SIGTERM), kills it when it does not, and returns its exit code (137 when killed).</summary>
    public async Task<int> StopAsync(TimeSpan? grace = null)
    {
        Signal(Terminate);
        try
        {
            return await WaitForExitAsync(grace ?? Grace);
        }
        catch (TimeoutException)
        {
            return await KillAsync();
        }
    }

    /// <summary>Waits until it ended by itself and returns its exit code.</summary>
    /// <exception cref="TimeoutException">It runs on; the message holds what it printed.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan? timeout = null)
    {
        using var deadline = new CancellationTokenSource(timeout ?? Eventually.DefaultTimeout);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{Name} still runs. {Printed()}");
        }
    }

    /// <summary>Waits until the program printed <paramref name="text"/> to either stream.</summary>
    public Task WaitForOutputAsync(string text, TimeSpan? timeout = null) =>
        WaitUntilAsync(() => Output.Contains(text, StringComparison.Ordinal) || Error.Contains(text, StringComparison.Ordinal), $"print '{text}'", timeout);

    /// <summary>Waits for a condition that this program brings about; fails at once when the program ends before.</summary>
    /// <exception cref="InvalidOperationException">The program ended, or the time was up; the message holds what it printed.</exception>
    public async Task WaitUntilAsync(Func<bool> condition, string what, TimeSpan? timeout = null)
    {
        try
        {
            await Eventually.TrueAsync(() => condition() || _process.HasExited, what, timeout);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"{Name} did not {what} in time. {Printed()}");
        }

        if (!condition())
        {
            await _process.WaitForExitAsync();
            if (!condition())
            {
                throw new InvalidOperationException($"{Name} ended with {_process.ExitCode} and did not {what}. {Printed()}");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A host stops what runs on it, also what a test stopped itself.
        if (!_disposed)
        {
            await StopAsync();
            _disposed = true;
            _process.Dispose();
        }
    }

    private string Printed() => $"Standard output:\n{Output}\nStandard error:\n{Error}";

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
