using System.Threading.Channels;
using Mesh.Discovery.Xds;

namespace Mesh.Discovery.Client;

/// <summary>What wakes the discovery loop: events of streams, and marks that other threads set.</summary>
internal sealed class LoopSignals
{
    private const int MaxQueued = 64;

    private readonly Channel<StreamEvent> _events = Channel.CreateBounded<StreamEvent>(MaxQueued);
    private int _awake;
    private int _demandChanged;
    private int _reconnect;

    /// <summary>Whether a stream with the newest certificate is wanted.</summary>
    public bool WantsReconnect => Volatile.Read(ref _reconnect) != 0;

    /// <summary>Something new is asked for. From any thread.</summary>
    public void NoteDemand()
    {
        Volatile.Write(ref _demandChanged, 1);
        Wake();
    }

    /// <summary>A stream with the newest certificate is wanted. From any thread.</summary>
    public void Reconnect()
    {
        Volatile.Write(ref _reconnect, 1);
        Wake();
    }

    /// <summary>Wakes the loop. From any thread.</summary>
    public void Wake()
    {
        // A full queue keeps the loop awake anyway.
        if (Interlocked.Exchange(ref _awake, 1) == 0)
            _events.Writer.TryWrite(default);
    }

    /// <summary>A stream has something; waits while the loop is behind.</summary>
    public ValueTask DeliverAsync(StreamEvent next, CancellationToken cancellation) => _events.Writer.WriteAsync(next, cancellation);

    /// <summary>Completes when there is something to do.</summary>
    public async Task WaitAsync(CancellationToken cancellation) => await _events.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false);

    /// <summary>The next event; false when there is none.</summary>
    public bool TryRead(out StreamEvent next) => _events.Reader.TryRead(out next);

    /// <summary>
    /// Ends a round of reading; returns whether demand changed since the last one. Only now: a wake-up that was read in the round must not
    /// leave its mark behind, or nothing wakes the loop again.
    /// </summary>
    public bool EndRound()
    {
        Interlocked.Exchange(ref _awake, 0);
        return Interlocked.Exchange(ref _demandChanged, 0) != 0;
    }

    /// <summary>A stream with the newest certificate is about to be opened.</summary>
    public void BeginStream() => Volatile.Write(ref _reconnect, 0);
}
