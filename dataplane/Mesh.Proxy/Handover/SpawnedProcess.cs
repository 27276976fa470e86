using System.Collections;
using System.Runtime.InteropServices;

namespace Mesh.Proxy.Handover;

/// <summary>A program this process has started: with its environment, user, working directory and standard streams. (.NET's own class is 250 KB of binary.)</summary>
internal sealed partial class SpawnedProcess
{
    private const string Library = "libc";
    private const int NoHang = 1;
    private const int KillSignal = 9;

    private int? _exitCode;

    private SpawnedProcess(int id) => Id = id;

    /// <summary>Its process id.</summary>
    internal int Id { get; }

    /// <summary>Starts <paramref name="program"/>, a full path.</summary>
    /// <exception cref="IOException">It cannot be executed.</exception>
    internal static SpawnedProcess Start(string program, IEnumerable<string> arguments)
    {
        string?[] line = [program, .. arguments, null];
        string?[] environment = [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(v => $"{v.Key}={v.Value}"), null];
        var error = Spawn(out var id, program, 0, 0, line, environment);
        return error == 0 ? new SpawnedProcess(id) : throw new IOException(Marshal.GetPInvokeErrorMessage(error));
    }

    /// <summary>Whether it has ended, and how: 128 and the signal's number when by a signal.</summary>
    internal bool TryGetExitCode(out int code)
    {
        if (_exitCode is null && WaitFor(Id, out var status, NoHang) != 0)
            _exitCode = (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
        code = _exitCode ?? 0;
        return _exitCode is not null;
    }

    /// <summary>Ends it.</summary>
    internal void Kill()
    {
        if (!TryGetExitCode(out _))
            _ = Signal(Id, KillSignal);
    }

    [LibraryImport(Library, EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(out int id, string path, nint actions, nint attributes, string?[] arguments, string?[] environment);

    [LibraryImport(Library, EntryPoint = "waitpid")]
    private static partial int WaitFor(int id, out int status, int options);

    [LibraryImport(Library, EntryPoint = "kill")]
    private static partial int Signal(int id, int signal);
}
