namespace Mesh.Engine.Loops;

/// <summary>Owner of a descriptor that the loop watches.</summary>
internal interface IPollSource
{
    /// <summary>The descriptor changed. Edge-triggered: the same state is not reported again.</summary>
    void OnReady(PollEvents events);

    /// <summary>The loop goes away: close the descriptor now.</summary>
    void OnLoopClosed();
}

/// <summary>The bits of <c>epoll_event.events</c>.</summary>
[Flags]
internal enum PollEvents : uint
{
    None = 0,
    Readable = 0x001,
    Writable = 0x004,
    Error = 0x008,
    HangUp = 0x010,
    PeerHangUp = 0x2000,
    EdgeTriggered = 1u << 31,
}
