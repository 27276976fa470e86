using System.Runtime.InteropServices;

namespace Mesh.TestKit;

/// <summary>
/// Runs clean-ups when this process ends: by itself, or by a signal that asks it to (the runtime raises no exit event for those).
/// What even that misses, a kill, is swept by the next process that makes the same kind of thing.
/// </summary>
internal static class ProcessExit
{
    private static readonly List<Action> CleanUps = [];
    private static readonly List<PosixSignalRegistration> Signals = [];

    /// <summary>Adds a clean-up; it must be harmless to run twice.</summary>
    public static void Register(Action cleanUp)
    {
        lock (CleanUps)
        {
            CleanUps.Add(cleanUp);
            if (Signals.Count == 0)
            {
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Run();
                foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT })
                {
                    Signals.Add(PosixSignalRegistration.Create(signal, _ => Run()));
                }
            }
        }
    }

    /// <summary>Whether a process still runs.</summary>
    public static bool IsAlive(int process) => Directory.Exists($"/proc/{process}");

    private static void Run()
    {
        Action[] cleanUps;
        lock (CleanUps)
        {
            cleanUps = [.. CleanUps];
        }

        foreach (var cleanUp in cleanUps)
        {
            cleanUp();
        }
    }
}
