using Mesh.Engine.Http2;
using Mesh.Engine.Loops;

namespace Mesh.Engine.Pools;

/// <summary>Where a pool's HTTP/2 connection is in its life.</summary>
internal enum Http2Phase
{
    /// <summary>It is being established, or its peer looked at.</summary>
    Connecting,

    /// <summary>It takes streams.</summary>
    Open,

    /// <summary>It finishes those it has.</summary>
    Leaving,
}

/// <summary>One connection of an HTTP/2 pool.</summary>
internal sealed class Http2Member
{
    internal Http2Member(Http2ClientConnection client)
    {
        Client = client;
        Lifetime = new LoopTimer(Leave);
        Idle = new LoopTimer(LeaveIfUnused);
    }

    internal Http2ClientConnection Client { get; }

    internal Http2Phase Phase { get; set; }

    /// <summary>Until it takes no more streams.</summary>
    internal LoopTimer Lifetime { get; }

    /// <summary>Until it has been unused for too long.</summary>
    internal LoopTimer Idle { get; }

    internal bool IsOpen => Phase == Http2Phase.Open;

    /// <summary>It may soon say how many streams it takes.</summary>
    internal bool IsPromising => Phase == Http2Phase.Connecting || (IsOpen && !Client.HasSettings);

    /// <summary>Begins no stream any more and closes after the last one.</summary>
    internal void Leave()
    {
        Phase = Http2Phase.Leaving;
        Client.Drain();
    }

    private void LeaveIfUnused()
    {
        if (IsOpen && Client.ActiveStreams == 0)
            Leave();
    }
}
