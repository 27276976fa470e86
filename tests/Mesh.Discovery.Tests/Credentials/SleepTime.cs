using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Discovery.Tests.Credentials;

/// <summary>Time that tells how long somebody goes to sleep, so that a test moves on only when everything waits.</summary>
internal sealed class SleepTime : FakeTimeProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Deadlines of calls are no sleep.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly Channel<TimeSpan> _sleeps = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime != Deadline)
            _sleeps.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>How long the next sleep is; it has begun.</summary>
    public async Task<TimeSpan> NextSleepAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _sleeps.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Ends the next sleep.</summary>
    public async Task<TimeSpan> SleepAsync()
    {
        var pause = await NextSleepAsync();
        Advance(pause);
        return pause;
    }
}
