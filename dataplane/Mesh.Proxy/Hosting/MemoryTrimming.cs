using Mesh.Proxy.Memory;

namespace Mesh.Proxy.Hosting;

/// <summary>Looks at the process every now and then, and gives memory back when the policy says so.</summary>
internal static class MemoryTrimming
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Runs until <paramref name="stop"/>; ends with <see cref="OperationCanceledException"/>.</summary>
    internal static async Task RunAsync(LoopRunner[] runners, TimeProvider time, CancellationToken stop)
    {
        var policy = new TrimPolicy();
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            var sockets = await Task.WhenAll(runners.Select(runner => runner.RunAsync(() => runner.Loop.Events.OpenSockets))).ConfigureAwait(false);
            var decision = policy.Next(sockets.Sum());
            if (decision != TrimDecision.None)
                ProcessMemory.ReleaseFree();
            if (decision == TrimDecision.AfterStart)
                ProcessMemory.ReleaseCode();
        }
    }
}
