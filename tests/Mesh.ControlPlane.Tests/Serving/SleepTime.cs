using System.Threading.Channels;
using Mesh.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.ControlPlane.Tests.Serving;

/// <summary>Time that tells who goes to sleep and for how long, so that a test moves on only when everything else is done.</summary>
internal sealed class SleepTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Channel<TimeSpan> _sleeps = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _sleeps.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until somebody sleeps, then lets that time pass.</summary>
    /// <param name="which">Sleeps that count; others are passed over.</param>
    public async Task<TimeSpan> SleepAsync(Predicate<TimeSpan> which)
    {
        using var patience = new CancellationTokenSource(Eventually.DefaultTimeout);
        var pause = await _sleeps.Reader.ReadAsync(patience.Token);
        while (!which(pause))
            pause = await _sleeps.Reader.ReadAsync(patience.Token);
        Advance(pause);
        return pause;
    }
}
