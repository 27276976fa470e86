using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Hosting;

/// <summary>The drain of all loops.</summary>
internal sealed class ProxyDrain(ProxyState state, LoopRunner[] runners)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Report = TimeSpan.FromSeconds(1);

    /// <summary>Begins: the proxy is no longer ready for more. What is in progress goes on.</summary>
    internal async Task BeginAsync(Departure departure)
    {
        state.IsReplaced |= departure == Departure.Replaced;
        state.IsDraining = true;
        await Task.WhenAll(runners.Select(r => r.BeginDrainAsync(departure))).ConfigureAwait(false);
    }

    /// <summary>
    /// Begins, and returns when nothing is in progress and callers that cannot be told have stopped coming; at the deadline, or when
    /// <paramref name="cancellation"/> cuts the wait short, with what is left.
    /// </summary>
    /// <param name="departure">How the proxy leaves.</param>
    /// <param name="deadline">Longest wait.</param>
    /// <param name="progress">Told once a second what is left. May be null.</param>
    /// <param name="cancellation">Ends the wait, not the drain.</param>
    internal async Task<DrainLeft> RunAsync(Departure departure, TimeSpan deadline, Func<DrainLeft, Task>? progress, CancellationToken cancellation)
    {
        await BeginAsync(departure).ConfigureAwait(false);
        var started = state.Time.GetTimestamp();
        var reported = started;
        var left = await LeftAsync().ConfigureAwait(false);
        while (!left.IsDone && state.Time.GetElapsedTime(started) < deadline && !cancellation.IsCancellationRequested)
        {
            if (progress is not null && state.Time.GetElapsedTime(reported) >= Report)
            {
                reported = state.Time.GetTimestamp();
                await progress(left).ConfigureAwait(false);
            }
            await Task.Delay(Poll, state.Time, CancellationToken.None).ConfigureAwait(false);
            left = await LeftAsync().ConfigureAwait(false);
        }
        if (left.InProgress > 0 && !cancellation.IsCancellationRequested)
            state.Log.Warn($"the drain's deadline has passed: {left.InProgress} requests and connections are still in progress");
        return left;
    }

    private async Task<DrainLeft> LeftAsync()
    {
        var all = await Task.WhenAll(runners.Select(r => r.DrainLeftAsync())).ConfigureAwait(false);
        return all.Aggregate(DrainLeft.None, (sum, left) => sum.And(left));
    }
}
