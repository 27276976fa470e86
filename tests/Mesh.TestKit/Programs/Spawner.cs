using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mesh.TestKit.Programs;

/// <summary>
/// Starts all child processes from one thread that lives as long as this process: the parent-death signal of a child is
/// sent when the *thread* that started it ends, and threads of the pool come and go.
/// </summary>
internal static class Spawner
{
    private static readonly BlockingCollection<Action> Work = [];

    static Spawner()
    {
        new Thread(() =>
        {
            foreach (var action in Work.GetConsumingEnumerable())
            {
                action();
            }
        })
        { IsBackground = true, Name = "spawner" }.Start();
    }

    public static Process Start(ProcessStartInfo info)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info)!);
            }
            catch (Exception exception)
            {
                started.SetException(exception);
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }
}
