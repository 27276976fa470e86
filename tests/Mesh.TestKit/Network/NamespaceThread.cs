using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Mesh.TestKit.Network;

/// <summary>A thread of this process that is in a network namespace.</summary>
internal sealed partial class NamespaceThread : IDisposable
{
    private const int NewNet = 0x40000000;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public NamespaceThread(string space)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _thread = new Thread(() => Run(space, entered)) { IsBackground = true, Name = space };
        _thread.Start();
        entered.Task.GetAwaiter().GetResult();
    }

    /// <summary>Calls a function on the thread; the sockets and files it opens belong to the given user and group.</summary>
    public T Invoke<T>(Func<T> function, uint uid, uint gid)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                Become(uid, gid);
                result.SetResult(function());
            }
            catch (Exception exception)
            {
                result.SetException(exception);
            }
            finally
            {
                Become(0, 0);
            }
        });
        return result.Task.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Run(string space, TaskCompletionSource entered)
    {
        try
        {
            using var handle = File.OpenHandle($"/run/netns/{space}");
            if (SetNamespace((int)handle.DangerousGetHandle(), NewNet) != 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError(), $"cannot enter the namespace {space}");
            }

            entered.SetResult();
        }
        catch (Exception exception)
        {
            entered.SetException(exception);
            return;
        }

        foreach (var action in _work.GetConsumingEnumerable())
        {
            action();
        }
    }

    // Both change the calling thread alone.
    private static void Become(uint uid, uint gid)
    {
        _ = SetGroup(gid);
        _ = SetUser(uid);
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int type);

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetUser(uint uid);

    [LibraryImport("libc", EntryPoint = "setfsgid")]
    private static partial int SetGroup(uint gid);
}
