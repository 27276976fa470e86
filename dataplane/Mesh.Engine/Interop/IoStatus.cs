namespace Mesh.Engine.Interop;

/// <summary>Outcome of one non-blocking read, write, handshake or shutdown step.</summary>
internal enum IoStatus
{
    /// <summary>The step was done.</summary>
    Done,

    /// <summary>Try again when the descriptor is readable.</summary>
    WantRead,

    /// <summary>Try again when the descriptor is writable.</summary>
    WantWrite,

    /// <summary>The peer ended its direction in good order.</summary>
    EndOfStream,

    /// <summary>TLS: the transport ended without the peer's close_notify.</summary>
    Truncated,

    /// <summary>The peer reset the connection.</summary>
    Reset,

    /// <summary>The connection is unusable for another reason.</summary>
    Failed,
}
