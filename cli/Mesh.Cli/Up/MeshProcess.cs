using System.Diagnostics;
using Mesh.Cli.Shared;

namespace Mesh.Cli.Up;

/// <summary>How a process of the mesh is started.</summary>
/// <param name="Name">Short name for progress and log file.</param>
/// <param name="Program">Path or name on PATH.</param>
/// <param name="Arguments">Arguments; never secrets.</param>
/// <param name="Namespace">Network namespace; null for the machine's own.</param>
/// <param name="Uid">User and group id to run as; null to stay.</param>
/// <param name="ReadyFile">Appears when the process serves; null when there is no such sign.</param>
/// <param name="WorkingDirectory">Null for the current one.</param>
/// <param name="Path">Put before PATH; null to leave it.</param>
internal sealed record MeshProcessSpec(
    string Name, string Program, IReadOnlyList<string> Arguments, string? Namespace = null, int? Uid = null,
    string? ReadyFile = null, string? WorkingDirectory = null, string? Path = null);

/// <summary>A running process of the mesh. It dies with this one; its output goes to a log file.</summary>
internal sealed class MeshProcess : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly StreamWriter _log;

    private MeshProcess(MeshProcessSpec spec, Process process, StreamWriter log)
    {
        Spec = spec;
        _process = process;
        _log = log;
    }

    /// <summary>How it was started.</summary>
    internal MeshProcessSpec Spec { get; }

    /// <summary>Process id; <c>ip netns exec</c> and <c>setpriv</c> replace themselves, so it is the program's own.</summary>
    internal int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    internal bool HasExited => _process.HasExited;

    /// <summary>Exit code once it has ended.</summary>
    internal int ExitCode => _process.ExitCode;

    /// <summary>Ends when the process does.</summary>
    internal Task Exited => _process.WaitForExitAsync();

    /// <summary>Starts a process whose output goes to <paramref name="logFile"/>.</summary>
    internal static MeshProcess Start(MeshProcessSpec spec, string logFile)
    {
        if (spec.ReadyFile is not null)
            File.Delete(spec.ReadyFile);
        var command = CommandLine(spec);
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = spec.WorkingDirectory ?? "",
        };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        if (spec.Path is not null)
            start.Environment["PATH"] = spec.Path + System.IO.Path.PathSeparator + start.Environment["PATH"];
        var log = new StreamWriter(new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => WriteLine(log, e.Data);
        process.ErrorDataReceived += (_, e) => WriteLine(log, e.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new MeshProcess(spec, process, log);
    }

    /// <summary>Waits until the process says that it serves.</summary>
    /// <exception cref="CliException">It ended, or said nothing in time; the message names its log.</exception>
    internal async Task WaitReadyAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellation)
    {
        if (Spec.ReadyFile is null)
            return;
        var started = time.GetTimestamp();
        while (!File.Exists(Spec.ReadyFile))
        {
            if (HasExited)
                throw new CliException($"{Spec.Name} ended with code {ExitCode} before it was ready", LastWords());
            if (time.GetElapsedTime(started) > timeout)
                throw new CliException($"{Spec.Name} was not ready within {timeout.TotalSeconds:0} s", LastWords());
            await Task.Delay(PollInterval, time, cancellation);
        }
    }

    /// <summary>Asks the process to end, and ends it when it has not by then.</summary>
    internal async Task StopAsync(TimeSpan patience, TimeProvider time)
    {
        if (HasExited)
            return;
        Shell.Try("kill", "-TERM", Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        try
        {
            await _process.WaitForExitAsync().WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Dispose();
        _log.Dispose();
    }

    // setpriv's pdeathsig ends the process when this one is killed; setsid keeps the terminal's Ctrl-C to this one.
    private static List<string> CommandLine(MeshProcessSpec spec)
    {
        List<string> command = ["setsid"];
        if (spec.Namespace is not null)
            command.AddRange(["ip", "netns", "exec", spec.Namespace]);
        command.AddRange(["setpriv", "--pdeathsig", "TERM"]);
        if (spec.Uid is { } uid)
        {
            var id = uid.ToString(System.Globalization.CultureInfo.InvariantCulture);
            command.AddRange(["--reuid", id, "--regid", id, "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"]);
        }
        command.Add(spec.Program);
        command.AddRange(spec.Arguments);
        return command;
    }

    private static void WriteLine(StreamWriter log, string? line)
    {
        if (line is null)
            return;
        lock (log)
        {
            if (log.BaseStream.CanWrite)
                log.WriteLine(line);
        }
    }

    private string LastWords()
    {
        var path = ((FileStream)_log.BaseStream).Name;
        var lines = File.ReadLines(path).TakeLast(5);
        return $"its log is {path}; it ends:\n  {string.Join("\n  ", lines)}";
    }
}
